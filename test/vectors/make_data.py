"""Makes data/: the rows that the models are trained on, cut from the two published files.

    python make_data.py TAIWAN_CSV SOUTH_GERMAN_CSV

The CSV files are UCI 350 and UCI 573 with a header of the columns' own names.
"""

import gzip
import sys
from pathlib import Path

import pandas as pd

DATA = Path(__file__).parent / "data"


def write(name, table):
    with open(DATA / name, "wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as file:
        file.write(table.to_csv(index=False, lineterminator="\n").encode())


def main():
    taiwan, german = (pd.read_csv(path) for path in sys.argv[1:3])
    sample = taiwan.astype(int).sample(2000, random_state=1).sort_values("ID")
    write("taiwan.csv.gz", sample.drop(columns=["SEX", "MARRIAGE", "AGE"]))
    write("south_german.csv.gz", german)


if __name__ == "__main__":
    main()
