"""The store: every method is one transaction, and what it wrote is on the disk when it returns."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
from sqlalchemy import Connection, Engine, Select, Table, delete, func, insert, literal, select, union_all, update

from greenroom.errors import ChangedError, UsageError
from greenroom.store import opening, tables
from greenroom.store.exchange import Export, Loaded, Prefer, exported, merged, understood
from greenroom.store.faults import told
from greenroom.store.rows import V, all_of, as_row, read, upsert
from greenroom.store.tables import as_json
from greenroom.store.values import (
    Calibration,
    CardReview,
    Draft,
    Mode,
    PastRehearsal,
    QuizAnswer,
    SectionRead,
    StoredCard,
    StoryChange,
    StoryLog,
    StoryTelling,
    StoryVersion,
    TellingReview,
)

Check = Callable[[Mapping[str, Any] | None], None]
"""Is shown what is kept of an exercise, if anything, and raises where that may not be replaced."""


def _kept(mode: Mode, key: str) -> Select[Any]:
    return select(tables.kept.c.state).where(tables.kept.c.mode == mode, tables.kept.c.key == key)


class Store:
    """The local database of one person. Use as a context manager, or ``close`` it.

    Several processes may have it open at once: who writes waits for the others, 10 s at most. Times are given by the
    caller. Every method raises ``DataError`` where the database is damaged, full, held by another or cannot be written.
    """

    def __init__(self, file: Path, engine: Engine) -> None:
        """Use ``open``."""
        self.file = file
        self._engine = engine
        self._open = True

    @classmethod
    def open(cls, path: Path | None = None) -> Self:
        """The store of the folder ``path``, by default the person's (``settings.data_folder``); made if need be.

        Raises ``DataError`` for a database that is damaged, of a newer greenroom, or that cannot be written.
        """
        file = opening.database_file(path)
        return cls(file, opening.opened(file))

    def close(self) -> None:
        """Let go of the file; safe to call twice."""
        if self._open:
            self._open = False
            opening.closed(self.file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ── study ───────────────────────────────────────────────────────────────────────

    def mark_read(self, guide: str, section: str, version: str, at: datetime) -> None:
        """Note that ``section`` of ``guide`` was read, in this ``version``; the latest reading counts."""
        row = as_row(SectionRead(guide=guide, section=section, version=version, at=at))
        with self._write() as connection:
            connection.execute(upsert(tables.sections_read, "version", "at"), row)

    def sections_read(self, guide: str) -> dict[str, SectionRead]:
        """The sections of ``guide`` that were read, by their name."""
        found = self._all(SectionRead, all_of(tables.sections_read, guide=guide))
        return {one.section: one for one in found}

    # ── what is unfinished ──────────────────────────────────────────────────────────

    def keep(
        self, mode: Mode, key: str, state: Mapping[str, Any], at: datetime, check: Check = lambda kept: None
    ) -> None:
        """Keep the ``state`` (plain values that JSON can say) of an exercise, in place of what was kept for it.

        ``check`` is shown that first; where it raises, nothing is written. Nobody else writes in between.
        """
        with self._write() as connection:
            check(connection.execute(_kept(mode, key)).scalar())
            connection.execute(upsert(tables.kept, "state", "at"), {"mode": mode, "key": key, "state": state, "at": at})

    def kept(self, mode: Mode, key: str) -> Mapping[str, Any] | None:
        """What was kept of an exercise, if anything."""
        with self._read() as connection:
            found: dict[str, Any] | None = connection.execute(_kept(mode, key)).scalar()
        return found

    def kept_keys(self) -> frozenset[tuple[str, str]]:
        """Mode and key of every exercise of which something is kept."""
        with self._read() as connection:
            return frozenset(
                (row.mode, row.key) for row in connection.execute(select(tables.kept.c.mode, tables.kept.c.key))
            )

    def drop(self, mode: Mode, key: str, check: Check = lambda kept: None) -> None:
        """Forget what was kept of an exercise; nothing kept is no fault. ``check`` as for ``keep``."""
        with self._write() as connection:
            check(connection.execute(_kept(mode, key)).scalar())
            connection.execute(delete(tables.kept).where(tables.kept.c.mode == mode, tables.kept.c.key == key))

    # ── drafts, calibration, quiz ───────────────────────────────────────────────────

    def add_draft(self, draft: Draft) -> None:
        """Add a draft; its id must be new."""
        self._add(tables.drafts, draft)

    def drafts(self, guide: str, walkthrough: str | None = None) -> list[Draft]:
        """The drafts for ``guide`` (of one walkthrough), oldest first."""
        return self._all(Draft, all_of(tables.drafts, guide=guide, walkthrough=walkthrough))

    def add_calibration(self, calibration: Calibration) -> None:
        """Add a scored candidate; its id must be new."""
        self._add(tables.calibrations, calibration)

    def calibrations(self, guide: str | None = None) -> list[Calibration]:
        """The candidates that the person scored, oldest first."""
        return self._all(Calibration, all_of(tables.calibrations, guide=guide))

    def add_quiz_answer(self, answer: QuizAnswer) -> None:
        """Add an answered question; its id must be new."""
        self._add(tables.quiz_answers, answer)

    def quiz_answers(self, guide: str | None = None) -> list[QuizAnswer]:
        """The questions that the person answered, oldest first."""
        return self._all(QuizAnswer, all_of(tables.quiz_answers, guide=guide))

    # ── rehearsals ──────────────────────────────────────────────────────────────────

    def end_rehearsal(self, rehearsal: PastRehearsal, mode: Mode, key: str, check: Check = lambda kept: None) -> None:
        """Put a rehearsal into the history and forget what was kept of it, in one step; its id must be new.

        ``check`` as for ``keep``.
        """
        with self._write() as connection:
            check(connection.execute(_kept(mode, key)).scalar())
            connection.execute(insert(tables.rehearsals), as_row(rehearsal))
            connection.execute(delete(tables.kept).where(tables.kept.c.mode == mode, tables.kept.c.key == key))

    def rehearsals(self) -> list[PastRehearsal]:
        """The rehearsals that are over, oldest first."""
        return self._all(PastRehearsal, all_of(tables.rehearsals))

    # ── cards ───────────────────────────────────────────────────────────────────────

    def put_cards(self, cards: Sequence[StoredCard]) -> None:
        """Insert the cards that are missing; of those that are there only front and back change."""
        if not cards:
            return
        with self._write() as connection:
            connection.execute(upsert(tables.cards, "front", "back"), [as_row(card) for card in cards])

    def cards(self, guide: str | None = None) -> list[StoredCard]:
        """All cards, suspended ones too, in the order in which they were put."""
        return self._all(StoredCard, all_of(tables.cards, guide=guide))

    def due_cards(self, before: datetime, guide: str | None = None, limit: int | None = None) -> list[StoredCard]:
        """The cards that are due at ``before`` or were earlier, longest due first; no suspended ones."""
        c = tables.cards.c
        query = all_of(tables.cards, guide=guide).where(c.suspended.is_(False), c.due <= before)
        return self._all(StoredCard, query.order_by(None).order_by(c.due, c.seq).limit(limit))

    def record_review(self, review: CardReview, due: datetime) -> None:
        """Add ``review`` to the log and give its card the schedule ``review.after`` and the time ``due``, in one step.

        Raises ``ChangedError``, and writes nothing, where ``review.before`` is not the card's schedule (any more):
        another session has rated the card since it was read. Raises ``UsageError`` for a card that is not there.
        """
        with self._write() as connection:
            card = self._card(connection, review.card)
            if as_json(card.schedule, sort_keys=True) != as_json(review.before, sort_keys=True):
                what = f"card '{review.card}' was rated in another session meanwhile; this rating is not kept"
                raise ChangedError(what, where=str(self.file), do="run the same again; it goes on from there")
            row = as_row(msgspec.structs.replace(review, due_before=card.due))
            connection.execute(insert(tables.card_reviews), row)
            self._schedule(connection, review.card, review.after, due)

    def card_reviews(self, card: str | None = None, since: datetime | None = None) -> list[CardReview]:
        """The ratings (of one card), from ``since`` on, oldest first."""
        query = all_of(tables.card_reviews, card=card)
        if since is not None:
            query = query.where(tables.card_reviews.c.at >= since)
        return self._all(CardReview, query)

    def undo_review(self) -> CardReview | None:
        """Take back the latest rating: out of the log, its card as it was before; the rating that was.

        None where there is nothing to take back: no rating, or its card has another schedule since (an import).
        """
        c = tables.card_reviews.c
        latest = all_of(tables.card_reviews).order_by(None).order_by(c.at.desc(), c.seq.desc()).limit(1)
        with self._write() as connection:
            review = next(iter(read(connection, CardReview, latest)), None)
            if review is None or review.due_before is None:
                return None
            card = self._card(connection, review.card)
            if as_json(card.schedule, sort_keys=True) != as_json(review.after, sort_keys=True):
                return None
            connection.execute(delete(tables.card_reviews).where(c.id == review.id))
            self._schedule(connection, review.card, review.before, review.due_before)
            return review

    def suspend(self, card_id: str, suspended: bool) -> None:
        """Take a card out of revision, or back in; its schedule stays. Raises ``UsageError`` for an unknown card."""
        with self._write() as connection:
            self._card(connection, card_id)
            connection.execute(update(tables.cards).where(tables.cards.c.id == card_id).values(suspended=suspended))

    # ── stories ─────────────────────────────────────────────────────────────────────

    def story_log(self) -> StoryLog:
        """All that the story bank has ever held, in one state of it."""
        with self._read() as connection:
            return StoryLog(
                changes=tuple(read(connection, StoryChange, all_of(tables.story_changes))),
                versions=tuple(read(connection, StoryVersion, all_of(tables.story_versions))),
                tellings=tuple(read(connection, StoryTelling, all_of(tables.story_tellings))),
                reviews=tuple(read(connection, TellingReview, all_of(tables.telling_reviews))),
            )

    def add_story_change(
        self,
        change: StoryChange,
        after: str | None,
        versions: Sequence[StoryVersion] = (),
        tellings: Sequence[StoryTelling] = (),
        reviews: Sequence[TellingReview] = (),
    ) -> None:
        """Add ``change`` and all that it brings, in one step; ``after`` is the latest change that the caller knows of.

        Raises ``ChangedError``, and writes nothing, where another session has changed the bank since. Where the clock
        stands behind the latest change, that one's time is taken, so that the order stays.
        """
        c = tables.story_changes.c
        with self._write() as connection:
            latest = connection.execute(select(c.id, c.at).order_by(c.at.desc(), c.seq.desc()).limit(1)).first()
            if (latest.id if latest else None) != after:
                what = "the stories were changed in another session meanwhile; this change is not kept"
                raise ChangedError(what, where=str(self.file), do="run the same again")
            at = max(change.at, latest.at) if latest else change.at
            connection.execute(insert(tables.story_changes), as_row(change) | {"at": at})
            brought = ((tables.story_versions, versions), (tables.story_tellings, tellings))
            for table, rows in (*brought, (tables.telling_reviews, reviews)):
                if rows:
                    connection.execute(insert(table), [as_row(one) | {"at": at} for one in rows])

    # ── all of it ───────────────────────────────────────────────────────────────────

    def export(self) -> dict[str, Any]:
        """Everything that is kept, as plain values that JSON can say; ``exchange.Export`` tells its form."""
        with self._read() as connection:
            return exported(connection)

    def load(
        self, document: Mapping[str, Any] | Export, prefer: Prefer | None = None, source: str = "the export"
    ) -> Loaded:
        """Add what an export holds to what is here; gives what was added, changed and left. ``source`` names it.

        A row that is here with the same content is left alone. One that is here with other content raises
        ``InputError`` naming it, unless ``prefer`` says whose counts. Raises ``InputError`` for anything that is no
        export. Everything is checked first; a fault means that nothing was written.
        """
        export = document if isinstance(document, Export) else understood(document, source)
        with self._write() as connection:
            return merged(connection, export, prefer, source)

    def would_load(self, export: Export, source: str = "the export") -> Loaded:
        """What ``load`` would do where the file counts: added, changed (here with other content), left. Writes nothing.

        Raises ``InputError`` as ``load`` does.
        """
        with told(self.file), self._engine.connect() as connection, connection.begin() as transaction:
            done = merged(connection, export, "file", source)
            transaction.rollback()
        return done

    def counts(self) -> dict[str, int]:
        """How many rows each table has, by the table's name."""
        each = [select(literal(name), func.count()).select_from(table) for name, (_, table) in tables.KINDS.items()]
        with self._read() as connection:
            found = {row[0]: row[1] for row in connection.execute(union_all(*each))}
        return {name: found[name] for name in tables.KINDS}

    # ── inside ──────────────────────────────────────────────────────────────────────

    @contextlib.contextmanager
    def _write(self) -> Iterator[Connection]:
        with told(self.file), self._engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def _read(self) -> Iterator[Connection]:
        with told(self.file), opening.reading(self._engine) as connection:
            yield connection

    def _add(self, table: Table, value: Draft | Calibration | QuizAnswer) -> None:
        with self._write() as connection:
            connection.execute(insert(table), as_row(value))

    def _all(self, kind: type[V], query: Select[Any]) -> list[V]:
        with self._read() as connection:
            return read(connection, kind, query)

    @staticmethod
    def _card(connection: Connection, card_id: str) -> StoredCard:
        found = read(connection, StoredCard, all_of(tables.cards, id=card_id))
        if not found:
            raise UsageError(f"there is no card '{card_id}'", do="greenroom revise --list shows the cards")
        return found[0]

    @staticmethod
    def _schedule(connection: Connection, card: str, schedule: Mapping[str, Any], due: datetime) -> None:
        connection.execute(update(tables.cards).where(tables.cards.c.id == card).values(schedule=schedule, due=due))
