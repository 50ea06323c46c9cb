"""Print replies for a blind rating: id, guide, probe, opening and reply only, shuffled.  blind.py FILE [SEED]"""
import json
import random
import sys

rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 5).shuffle(rows)
for row in rows:
    print(f"{row['id']} [{row['guide']} / {row['probe']}]\n  O: {row['opening']}\n  R: {row['reply']}\n")
