"""Agreement of two raters of the replies, and where they differ.  agree.py REPLIES RATINGS"""
import json
import sys


def read(path):
    return {row["id"]: row for row in (json.loads(line) for line in open(path, encoding="utf-8"))}


def kappa(pairs):
    same = sum(a == b for a, b in pairs) / len(pairs)
    chance = sum(
        sum(a == v for a, _ in pairs) * sum(b == v for _, b in pairs) for v in {x for p in pairs for x in p}
    ) / len(pairs) ** 2
    return same, (same - chance) / (1 - chance) if chance < 1 else 1.0


replies, ratings = read(sys.argv[1]), read(sys.argv[2])
ids = sorted(set(replies) & set(ratings))
first = {i: replies[i].get("first", replies[i]["label"]) for i in ids}
same, k = kappa([(first[i], ratings[i]["label"]) for i in ids])
print(f"{len(ids)} replies, label: raw {same:.3f}, kappa {k:.3f}")
settles = {i: replies[i].get("first_settles", replies[i]["settles"]) for i in ids}
either = both = equal = 0
for i in ids:
    a, b = settles[i], ratings[i]["settles"]
    either += len(set(a) | set(b))
    both += len(set(a) & set(b))
    equal += sum(a[f] == b[f] for f in set(a) & set(b))
print(f"settles: {either} named by either, {both} by both, {equal} of these with the same value")
for i in ids:
    if first[i] != ratings[i]["label"]:
        row = replies[i]
        print(f"\n{i} {row['guide']}/{row['probe']}: {first[i]} against {ratings[i]['label']}\n  {row['opening']}\n  {row['reply']}")
