"""The tables by which numbers are read; ``quantities`` applies them.

The patterns see a sentence in lower case. In them ``#`` stands for a number with its unit, ``~`` for
space and a limit before one ("under", "at least"), ``..`` for one character short of the next number
and of the clause's end. Word lists write ``_`` for a space. Patterns are compiled when first needed.
"""

from __future__ import annotations

from typing import NamedTuple

MARK = "\ua015"  # a letter, so that word boundaries hold, and one that no answer holds


def _any(listed: str) -> str:
    """A group that matches any of the words listed; a word may be a pattern."""
    return "(?:" + "|".join(word.replace("_", " ") for word in listed.split()) + ")"


SMALL = (
    r"(?:\b"
    + _any("""
        about around roughly approximately an_estimated exactly precisely as_(?:few|little|low|high|many|much)_as
        nearly almost some like uh um i_think approx\\.? ca\\.? just only maybe perhaps an_average_of on_average
        something_like basically practically mere current final still""")
    + rf"(?:[\s,]+|(?={MARK})))+(?={MARK})"
)
"""Small words before a number, which change nothing of what it says; they are blanked."""

_LIMIT = (
    r"[\s,~≈<>+-]*(?:(?:an?|the|its)\s+)?"
    r"(?:(?:under|over|less than|more than|fewer than|close to|below|above|at least|at most|up to)\s+)?"
    r"(?:(?:an?|the)\s+)?"
)


def _rule(*alternatives: str) -> str:
    """The alternatives as one pattern, with ``~``, ``..`` and ``#`` written out."""
    return "|".join(alternatives).replace("~", _LIMIT).replace("..", "[^#.;]").replace("#", f"{MARK}+")


BY_VERB = "a change that a verb states"
FROM_TO = "from one value to another"
AGAINST = "set against another value"


class Reading(NamedTuple):
    """One row of a table: what it is called, and the pattern in the masked sentence."""

    why: str
    pattern: str


# ── background: numbers that set the scene and are never an effect ──────────────────

MONTH = _any("""
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sept? oct nov dec""")
JOB = _any("""
    engineer developer dev analyst manager lead architect designer tester qa intern consultant nurse scientist admin
    administrator sre pm""")
BODY = _any("""
    team group squad company firm startup start-up shop crew department office unit class staff org organi[sz]ation
    agency bank plant factory school hospital branch committee panel platoon""")
COLLEAGUES = _any("""
    developers engineers devs testers colleagues teammates team_?mates team_members interns freshers designers analysts
    managers directors people_in_(?:the|my|our)_(?:team|company|room|group)""")
GATHERING = _any("meeting call session workshop review room training talk presentation audience retro council board")
NAMED = _any("""
    floor sprint ticket tickets?_no\\.? pr mr issue story epic line gate room step phase wave stage tier level page
    slide item point option version release build v rev revision model gen generation chapter section bay dock ward
    plant site building terminal platform bus route flight highway python java php angular vue node ubuntu windows
    android ios oracle postgres mysql spring_boot iphone ipad iso http status error code rfc no\\.? number nr\\.? nº
    priority severity sev class grade type unit zone day week month year hour quarter q h p l s k t article rule
    principle part team group cohort batch lot case figure table appendix cell machine pump printer engine""")
PLURAL = r" (?!was\b|is\b|has\b|as\b|its\b|this\b|does\b)[a-z]+s\b"
HALF_OF_DAY = r"(?= ?(?:a\.?m\b|p\.?m\b|o'?clock|in the (?:morning|evening|afternoon)|at night|sharp))"
LISTED = _any(
    "things reasons options ways sides questions points_of_view lessons examples approaches alternatives ideas"
)
SPANS = _any(
    "options? ways? things? sides? reasons? points? questions? years? months? weeks? days? sprints? hours? quarters?"
)

BACKGROUND: tuple[Reading, ...] = (
    Reading(
        "a clock time",
        _rule(
            rf"\b(?:at|by|until|till|before|after|since|from) ~#{HALF_OF_DAY}",
            r"# ?(?:a\.?m\b\.?|p\.?m\b\.?|o'?clock)",
            rf"\b(?:until|till) #(?=[,. ]|$)(?!{PLURAL})",
        ),
    ),
    Reading(
        "a date",
        _rule(
            rf"\b{MONTH}\.? #(?:st|nd|rd|th)?\b",
            rf"#(?:st|nd|rd|th)?(?: of)? {MONTH}\b",
            r"\bthe #(?:st|nd|rd|th)\b",
        ),
    ),
    Reading(
        "years of experience",
        _rule(
            r"#(?: and a half)?(?: of| in the)? (?:\w+ ){0,3}?(?:experience|exp\b|in the industry|in (?:the|this) job)",
            r"\b(?:after|for|been|been here|i have|i had|i've|with|have like|worked(?: \w+){0,4}? for) ~#"
            r"(?= (?:now|there|here|in (?:the )?(?:company|industry|role|team|field))\b)",
            rf"\b{JOB},?(?: \w+){{0,3}}?,? ~#(?=[,.;:]| years?| yrs?|$| exp)",
        ),
    ),
    Reading("an age", _rule(r"# old\b", r"\b(?:aged?|turned) #", r"#[- ]year[- ]olds?\b")),
    Reading(
        "a team or company size",
        _rule(
            rf"\b{BODY} (?:\w+ ){{0,3}}?(?:of|with|has|had|was|is|were) ~#",
            r"\bwe (?:are|were|had|have) ~#(?= (?:people|persons|guys|men|women|nurses)\b)",
            r"#-(?:person|people|man|strong|head|employee|engineer|developer|member)\b",
            r"# (?:man|person|member) (?:team|company|shop)\b",
            r"# (?:\w+ )?(?:employees|staff|of us)\b",
            rf"# {COLLEAGUES}\b",
        ),
    ),
    Reading(
        "people in a meeting",
        _rule(
            rf"\b{GATHERING}[^#.;,]{{0,20}}(?:with|of|to|for|in front of) ~#",
            r"\b(?:attended by|in front of) ~#",
            r"# (?:attendees|participants|people (?:came|attended|showed up|joined|in the room|on the call))\b",
        ),
    ),
    Reading(
        "a number that names something",
        _rule(rf"\b{NAMED} ?#(?! ?%|{PLURAL})", r"#(?= (?:image|release branch|firmware|build)\b)"),
    ),
    Reading(
        "a version",
        _rule(
            r"#(?= (?:came|shipped|was (?:released|tagged))\b)",
            r"\bversions? (?:before|after|until|from|up to|below) #",
        ),
    ),
    Reading(
        "a figure of speech",
        _rule(
            r"\b#[:/]#\b(?! ?(?:per|of))",
            rf"\b(?:the|my|our|these|those|both|all|other|last|next|first|past|previous|final|top|same|of) #"
            rf"(?= (?:of (?:us|them|you)|{SPANS}\b))",
            rf"# (?={LISTED}\b)",
        ),
    ),
)

# ── changes ─────────────────────────────────────────────────────────────────────────

MOVED = _any("""
    fell fallen falls falling drop(?:s|ped|ping)? decreas(?:ed?|ing) declin(?:ed?|ing) reduc(?:ed?|es|ing) cut cuts
    cutting shr[aiu]nk lower(?:ed|ing)? slash(?:ed|ing) down rose risen rises rais(?:ed?|ing) increas(?:ed?|es|ing)
    grew grown grow climb(?:ed|s)? improv(?:ed?|es|ing) jump(?:ed|s)? lift(?:ed)? gain(?:ed)? shorten(?:ed)? trimmed
    halved doubled sped_up speeded_up rebounded recovered""")
WENT = _any("""
    w[eo]nt gone goes go c[oa]me comes brought bring took got get driven drove kept is are was were be been being
    's ’s 're ’re""")
BETTER = _any("less fewer lower higher faster shorter cheaper better down up earlier")
CHANGED = _any("""
    less fewer lower higher faster slower shorter quicker cheaper better worse smaller larger bigger longer earlier
    sooner drop reduction decrease increase improvement savings? gain rise growth uplift decline ahead_of
    (?:under|over)_(?:budget|plan) back_to""")
COMPARED = (
    r"(?:instead of|in place of|rather than|compared (?:to|with)|against|versus|vs\.?"
    r"|where (?:it|we|there) (?:had|was|were)|used to (?:be|take|have)"
    r"|(?:before|previously|earlier|until then)..{0,30}?(?:was|were|had|took|took us|been|is|it's))"
)
EARLIER = _any("""
    before the_(?:year|month|quarter|week|season)_(?:before|earlier) last_(?:year|month|quarter)
    a_year_(?:before|earlier) previously""")
TO_LEVEL = _any("""
    back_(?:to|at|under|below|above) came_to reached climbed_to down_to all_the_way_to ended_(?:up_)?at stands?_at
    got_(?:it_|us_|them_)?(?:down_|up_)?to came_out_at settled_at""")

CHANGES: tuple[Reading, ...] = (
    Reading(
        FROM_TO,
        _rule(
            r"\bfrom,?~#(?: ?(?:in|of|out of|per) #)?..{0,45}?\b(?:to|->|→) "
            r"(?:none|nothing|almost none|~#(?: ?(?:in|of|out of) #)?)",
            r"\bfrom (?:an?|the|several|many|whole)\b[^#.;,]{2,30}? to ~#",
            r"\bw[eo]nt to ~#",
        ),
    ),
    Reading(FROM_TO, _rule(r"\bfrom,?~#..{0,45}?(?:\b(?:down |up )?(?:in)?to\b|->|→|=>|, now)[^#.;\w]{0,3}~#")),
    Reading(FROM_TO, _rule(r"#[^#.;\w]{0,3}(?:-+>|→|=>|to now|(?:is |are )now|, now|and now|down to|up to|became)~#")),
    Reading(
        BY_VERB,
        _rule(
            rf"(?:\b{MOVED}|\b{WENT} (?:\w+ ){{0,2}}?(?:down|up))\b"
            r"(?:[^#.;:]{0,40}?\b(?:by|to|at|of|under|below|over|with|from|nearly|about|almost|still|around))?~#"
        ),
    ),
    Reading(BY_VERB, _rule(rf"#(?: \w+){{0,2}} {CHANGED}\b", r"# (?:down|up)\b(?! (?:with|to (?!#)))")),
    Reading(
        BY_VERB,
        _rule(rf"\b(?:{BETTER}|reduction|decrease|increase|drop|improvement|saving|growth|rise) (?:by|of|than)~#"),
    ),
    Reading(
        AGAINST,
        _rule(
            rf"#[^#;]{{0,70}}?\b{COMPARED}~[^#.;\w]?~#",
            rf"\b{COMPARED}~#[^#;]{{0,50}}?(?:now|after|then|today|afterwards)\b[^#;]{{0,25}}#",
            rf"#[^#;]{{0,60}}?\b{EARLIER}\b[^#;]{{0,45}}?#",
        ),
    ),
    Reading(
        AGAINST,
        _rule(
            r"\b(?:before|previously|the (?:year|month|quarter) before|with the old)\b[^#;.]{0,40}#[^#;]{0,60}#",
            r"#[^#;]{0,40}\b(?:before|previously) ..{0,20}\b(?:and|,)..{0,40}\b(?:after|now|later)",
            r"\b(?:gone|stopped|disappeared|no|none|nobody|not)\b[^#;]{0,80}#[^#;]{0,30}\bbefore\b",
            r"\b(?:the previous|before|last time)\b[^#;]{0,50}(?:had been|was|were|had)~#",
        ),
    ),
    Reading("back to a value", _rule(rf"\b{TO_LEVEL}~#")),
)

# ── how a number is told ────────────────────────────────────────────────────────────

IMAGINED = _any("""
    would could might may should if unless 'd ’d will want(?:s|ed)? plan(?:s|ned)?_to expect_(?:it|that|this|to)
    propos(?:ed?|al) suggest(?:ed)? offer(?:ed)? asked?_(?:for|to|him|her|them) need(?:s|ed)? promised? going_to
    meant_to hop(?:ed|ing) next_(?:year|quarter|time)""")
INTENDED = _any("""
    target goals? plan(?:s|ned)? aim(?:ed)? expect(?:ed|s)? project(?:ed|s) predict(?:ed|s)? forecast budget(?:ed)?
    threshold limit estimate[ds]? supposed fear(?:ed|s)?""")
UNREAL = _rule(rf"\b{IMAGINED}\b..{{0,60}}#")
"""Only asked for, promised or imagined: no effect of anything."""

INTENDED_ONLY = _rule(rf"\b{INTENDED}\b..{{0,60}}#")
"""Planned, feared or estimated: no effect unless it is said to be saved."""

RATIO = _rule(r"#(?: [a-z]+)? (?:out )?of (?:our |their |all )?~#", r"\bof (?:our )?~#,? #")
"""So many of so many."""

UNREAL_WORDS = r"\b(?:would|could|might|should|if|will|want(?:ed)?|proposed|promised)\b"

SAVING = _any("""
    sav(?:ed?|es|ing|ings) worth avoid(?:ed|s)? prevent(?:ed|s)? recover(?:ed)? refund(?:s|ed)? credits? won gained
    retained brought_(?:in|back) earned made_us put_(?:it|that|the_\\w+(?:_\\w+)?)_at closed_[^#]{0,15}under
    costs?_(?:us_)?(?:only|just) revenue signed waste spend budget""")
SAVED = _rule(
    rf"\b{SAVING}\b..{{0,45}}#",
    r"#(?: \w+){0,5} (?:saved|back|recovered|refunded|avoided|under|less|a year|in (?:refunds|savings|credits|a year))",
)
"""Money or time that was gained, or no longer lost."""

RIGHTED = _any("""
    fixed caught closed stopped removed prevented migrated moved corrected resolved refunded recovered repaired
    replaced blocked received rotated retired deleted onboarded""")
DONE = _rule(
    rf"\b(?:{RIGHTED}|fix|turned down|sorted out|detected|found|converted|unblocked|brought back|reached|finished"
    r"|passed|served|handled|processed|adopted|kept)\b..{0,30}#",
    r"#(?: [\w-]+){0,4},? (?:(?:was|were|have been|had been|has been|have|are|got) )?"
    rf"(?:{RIGHTED}|signed|finished|completed|passed|lost|saved|failed|complained|reached|done|came back|went live)\b",
)
"""What was done to, or happened to, so many."""

BY_ME = r"\b(?:i|we|that|which|it)(?:'ve|’ve|'d|’d| have| had| also| then|)? "
FIXED = _rule(
    BY_ME
    + r"(?:fix(?:ed)?|caught|closed|cleaned(?: up)?|prevented|corrected|resolved|refunded|recovered|repaired|saved)\b"
    r"(?! the first)..{0,60}#"
)
"""Faults that somebody named put right."""

REDUCED = _rule(
    BY_ME
    + r"(?:(?:got|brought) (?:\w+ ){0,5}?down|reduced|cut|lowered|improved|increased|shortened|raised|saved)\b..{0,60}#"
)
"""A change that somebody named brought about."""

DECIDED = _rule(
    r"\b(?:decided|agreed|voted|chose|approved|granted|ruled|allowed|gave|give|let|promised|moved the \w+|changed to"
    r"|wanted|took me|asked)\b..{0,70}#"
)
"""What was agreed on, not what came of it."""

COST = _rule(
    r"\b(?:costs?|penalt(?:y|ies)|price|paid|pays?|charged|fees?|spent|late|slipped|delay(?:ed)?|lost|extension|expense)\b"
    r"..{0,60}#",
    r"# (?:late|in penalties|delay)\b",
)
"""The price of it."""

EFFORT = _rule(
    r"\b(?:spent|spend|spending|worked|working|stayed|waited|it took|took me|took us|takes? me|invested|sat|within"
    r"|gave (?:me|us|him|her|them)|delay(?:ed)?|late by|slipped|postponed|moved by|gained)\b..{0,30}#",
    r"#(?: \w+)? (?:late|later|ago|delay|behind|of work|of effort|overtime|after|extra)\b",
)
"""Time that the work took, or by which something was put off."""

TIME_EFFECT = _rule(
    r"\b(?:saves?|saved|saving|now takes|takes now|now (?:\w+ )?(?:it's|it is|is|in)|runs? in"
    r"|takes(?: only| about| just)?|down to|is|are|was|were|under|average|took (?:only|just)|gets?|got"
    r"|(?:responds?|loads?|loaded|done|finished?) in"
    r"|answer(?:ed)? (?:in|within)|in (?:less than|under))~#",
    r"#(?: \w+)? (?:a (?:day|week|month|shift|sprint|year)|per|back|saved|faster|shorter|sooner|earlier"
    r"|(?:in |on )?average|less)\b",
)
"""Time as what was measured or saved."""

AFTERWARDS = _rule(
    r"\b(?:after (?:that|this|the|my|our|it|#)|afterwards|since (?:then|that|this)|in the end|as a result|now|finally"
    r"|later|within|by (?:the end|month|week)|results?|resulted|consequently|over the (?:next|following)|the following"
    r"|today|and (?:it|that|this) (?:brought|cut|reduced|saved|dropped|went|fell)|came down|with (?:the new|my|our))\b"
)
"""That what is told followed from something."""

LEVEL_NOUNS = r"\b" + _any("""
        latenc(?:y|ies) p\\d\\d response time rate uptime availab coverage accuracy precision recall conversion errors?
        failures? incidents? outages? complaints? tickets? calls? bugs? defects? leak waste scrap load throughput yield
        churn retention score satisf nps csat returns? refunds? alarms? pages alerts? hotfix(?:es)? rollbacks?
        crash(?:es)? lost missed wrong failed duplicates? mails? questions stops resets users? customers? members?
        orders? payments? patients? deliver downtime queue wait backlog findings? blockers? mix-ups disputes?
        chargebacks? accidents? injur misses resolution labels savings? revenue sales requests? messages? accounts?
        difference on_time""")
"""What results are counted in."""

STRONGLY = _any("""
    significantly considerably noticeably dramatically substantially greatly hugely drastically sharply massively
    a_lot quite_a_bit""")
MUCH = f"(?:much|far|lots|clearly|way|visibly|somewhat|a bit|{STRONGLY})"
TROUBLE = _any("""
    complaints? bugs? tickets? errors? calls? incidents? questions problems issues pages alerts mistakes interruptions?
    failures returns repairs mails outages? downtime defects hotfix(?:es)? rollbacks? data_loss""")
VAGUE = (
    r"\b(?:"
    rf"{MUCH} (?:fewer|less|faster|better|lower|higher|shorter|quicker|cheaper|calmer|smoother|more|smaller|reduced"
    r"|improved|increased|healthier|easier)"
    r"|many (?:fewer|less)"
    rf"|(?:fewer|less) (?:\w+ ){{0,2}}?(?:{TROUBLE}|time)"
    rf"|(?:reduced|improved|dropped|fell|increased|decreased|went down|came down|shrank|grew|rose) (?:\w+ )?{STRONGLY}"
    rf"|{STRONGLY} (?:reduced|improved|increased|decreased|dropped|lowered|cut|faster)"
    r"|nearly (?:none|nothing|stopped|empty|gone|never)"
    r"|almost (?:none|no|nothing|stopped|never|disappeared|empty|gone|all)"
    r"|hardly any|a fraction of|most of (?:them|the)|(?:became|got) faster"
    rf"|no (?:more |longer any )?{TROUBLE}"
    r")\b"
)
"""Amounts without a number."""
