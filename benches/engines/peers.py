"""Engines that others use, asked the same: `peers.py ENGINE build|ask FOLDER` prints figures as JSON.

Each has its own analysis for English, as its manual gives it, and answers with the ten best texts
that have all the words, by its own ranking. Needs Debian's python3-xapian, postgresql and
python3-psycopg2; SQLite is Python's own.
"""

import json
import os
import shutil
import subprocess
import sys
import time

FOLDER = sys.argv[3]
PASSAGES = os.path.join(FOLDER, "passages.tsv")


def passages():
    with open(PASSAGES, encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")


def bytes_below(folder):
    return sum(
        os.path.getsize(os.path.join(place, name))
        for place, _, names in os.walk(folder)
        for name in names
    )


def resident(process="self"):
    values = {}
    with open(f"/proc/{process}/status", encoding="utf-8") as status:
        for line in status:
            if line.startswith(("VmRSS:", "RssAnon:")):
                name, value = line.split(":")
                values[name] = int(value.split()[0])
    return values["VmRSS"], values["RssAnon"]


class Xapian:
    def __init__(self):
        import xapian

        self.xapian = xapian
        self.place = os.path.join(FOLDER, "xapian")

    def build(self):
        xapian = self.xapian
        shutil.rmtree(self.place, ignore_errors=True)
        database = xapian.WritableDatabase(self.place, xapian.DB_CREATE_OR_OVERWRITE)
        generator = xapian.TermGenerator()
        generator.set_stemmer(xapian.Stem("en"))
        n = 0
        for _, party, year, text in passages():
            document = xapian.Document()
            generator.set_document(document)
            generator.index_text(text)
            document.add_boolean_term("P" + party)
            document.add_value(0, xapian.sortable_serialise(int(year)))
            document.set_data(text)
            database.add_document(document)
            n += 1
        database.commit()
        database.close()
        return n

    def size(self):
        return bytes_below(self.place)

    def open(self):
        xapian = self.xapian
        self.database = xapian.Database(self.place)
        self.parser = xapian.QueryParser()
        self.parser.set_stemmer(xapian.Stem("en"))
        self.parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
        self.parser.set_default_op(xapian.Query.OP_AND)
        self.parser.set_database(self.database)

    def ask(self, query):
        xapian = self.xapian
        words = " ".join(query["words"])
        asked = self.parser.parse_query(f'"{words}"' if query["phrase"] else words)
        if query["party"]:
            asked = xapian.Query(xapian.Query.OP_FILTER, asked, xapian.Query("P" + query["party"]))
        if query["years"]:
            first, last = map(xapian.sortable_serialise, query["years"])
            within = xapian.Query(xapian.Query.OP_VALUE_RANGE, 0, first, last)
            asked = xapian.Query(xapian.Query.OP_FILTER, asked, within)
        enquire = xapian.Enquire(self.database)
        enquire.set_query(asked)
        return [match.document.get_data() for match in enquire.get_mset(0, 10)]

    def memory(self):
        return resident()


class Fts5:
    def __init__(self):
        import sqlite3

        self.sqlite3 = sqlite3
        self.place = os.path.join(FOLDER, "fts5.db")

    def build(self):
        if os.path.exists(self.place):
            os.remove(self.place)
        database = self.sqlite3.connect(self.place)
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("CREATE TABLE passage (id INTEGER PRIMARY KEY, party TEXT, year INTEGER, text TEXT)")
        database.execute(
            "CREATE VIRTUAL TABLE word USING fts5(text, content='passage', content_rowid='id', tokenize='porter unicode61')"
        )
        n = 0
        for n, (_, party, year, text) in enumerate(passages(), 1):
            database.execute("INSERT INTO passage VALUES (?, ?, ?, ?)", (n, party, int(year), text))
        database.execute("INSERT INTO word(word) VALUES ('rebuild')")
        database.execute("INSERT INTO word(word) VALUES ('optimize')")
        database.commit()
        database.close()
        return n

    def size(self):
        return os.path.getsize(self.place)

    def open(self):
        self.database = self.sqlite3.connect(f"file:{self.place}?mode=ro", uri=True)
        self.database.execute("PRAGMA mmap_size = 8000000000")

    def ask(self, query):
        words = [f'"{word}"' for word in query["words"]]
        match = f'"{" ".join(query["words"])}"' if query["phrase"] else " AND ".join(words)
        sql, values = "", [match]
        if query["party"]:
            sql, values = " AND passage.party = ?", [match, query["party"]]
        if query["years"]:
            sql, values = " AND passage.year BETWEEN ? AND ?", [match, *query["years"]]
        if not sql:
            found = self.database.execute(
                "SELECT text FROM passage JOIN (SELECT rowid AS at FROM word WHERE word MATCH ? ORDER BY rank LIMIT 10) ON id = at",
                values,
            )
        else:
            found = self.database.execute(
                "SELECT passage.text FROM word JOIN passage ON passage.id = word.rowid "
                f"WHERE word MATCH ?{sql} ORDER BY word.rank LIMIT 10",
                values,
            )
        return found.fetchall()

    def memory(self):
        return resident()


class Postgresql:
    """A server of its own on a socket in the folder, started for each action."""

    def __init__(self):
        import glob
        import psycopg2

        self.psycopg2 = psycopg2
        self.programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
        self.place = os.path.join(FOLDER, "postgresql")

    def server(self, action):
        options = f"-k {self.place} -h '' -c shared_buffers=1GB -c maintenance_work_mem=1GB -c jit=off"
        command = [f"{self.programs}/pg_ctl", "-w", "-D", f"{self.place}/data", "-o", options]
        command += ["-l", f"{self.place}/log", action]
        subprocess.run(self.unprivileged(command), check=True, stdout=subprocess.DEVNULL)

    def unprivileged(self, command):
        return ["runuser", "-u", "postgres", "--", *command] if os.getuid() == 0 else command

    def connect(self):
        connection = self.psycopg2.connect(host=self.place, dbname="postgres", user="postgres")
        connection.autocommit = True
        return connection

    def build(self):
        shutil.rmtree(self.place, ignore_errors=True)
        os.makedirs(self.place)
        if os.getuid() == 0:
            shutil.chown(self.place, "postgres", "postgres")
        initdb = [f"{self.programs}/initdb", "-D", f"{self.place}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(self.unprivileged(initdb), check=True, stdout=subprocess.DEVNULL)
        self.server("start")
        connection = self.connect()
        cursor = connection.cursor()
        cursor.execute(
            "CREATE TABLE passage (party text, year int, text text, "
            "words tsvector GENERATED ALWAYS AS (to_tsvector('english', text)) STORED)"
        )
        n = self.copy(cursor)
        cursor.execute("CREATE INDEX ON passage USING gin (words)")
        cursor.execute("CREATE INDEX ON passage (party)")
        cursor.execute("CREATE INDEX ON passage (year)")
        cursor.execute("VACUUM ANALYZE passage")
        connection.close()
        self.server("stop")
        return n

    def copy(self, cursor):
        import io

        n, lines = 0, []
        for _, party, year, text in passages():
            text = text.replace("\\", "\\\\")
            lines.append(f"{party}\t{year}\t{text}\n")
            n += 1
            if len(lines) == 20_000:
                cursor.copy_from(io.StringIO("".join(lines)), "passage", columns=("party", "year", "text"))
                lines = []
        cursor.copy_from(io.StringIO("".join(lines)), "passage", columns=("party", "year", "text"))
        return n

    def size(self):
        return bytes_below(f"{self.place}/data/base")

    def open(self):
        self.server("start")
        self.cursor = self.connect().cursor()

    def ask(self, query):
        words = " ".join(query["words"])
        parse = "phraseto_tsquery" if query["phrase"] else "plainto_tsquery"
        sql, values = "", [words]
        if query["party"]:
            sql, values = " AND party = %s", [words, query["party"]]
        if query["years"]:
            sql, values = " AND year BETWEEN %s AND %s", [words, *query["years"]]
        self.cursor.execute(
            f"SELECT text FROM passage, {parse}('english', %s) asked WHERE words @@ asked{sql} "
            "ORDER BY ts_rank(words, asked) DESC LIMIT 10",
            values,
        )
        return self.cursor.fetchall()

    def memory(self):
        self.cursor.execute("SELECT pg_backend_pid()")
        memory = resident(self.cursor.fetchone()[0])
        self.server("stop")
        return memory


ENGINES = {"xapian": Xapian, "fts5": Fts5, "postgresql": Postgresql}


def build(engine):
    started = time.perf_counter()
    n = engine.build()
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "bytes": engine.size(), "n_passages": n}


def ask(engine):
    with open(os.path.join(FOLDER, "queries.json"), encoding="utf-8") as file:
        queries = json.load(file)
    times, open_ms = [], 0
    started = time.perf_counter()
    engine.open()
    for query in queries:
        asked_at = time.perf_counter()
        engine.ask(query)
        time_us = (time.perf_counter() - asked_at) * 1e6
        open_ms = open_ms or (time.perf_counter() - started) * 1e3
        if query["counted"]:
            times.append((query["kind"], time_us))
    resident_kb, own_kb = engine.memory()
    return {"open_ms": open_ms, "resident_kb": resident_kb, "own_kb": own_kb, "times": times, "remarks": []}


if __name__ == "__main__":
    action = build if sys.argv[2] == "build" else ask
    print(json.dumps(action(ENGINES[sys.argv[1]]())))
