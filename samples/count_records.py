#!/usr/bin/env python3
"""Counts what the sample jobs should extract, from a site's files, with nothing of Thresher. DIRECTORY may be a URL.

    count_records.py commands DIRECTORY    commands of the PostgreSQL manual: html/
    count_records.py functions DIRECTORY   functions of the Python manual: html/

Prints one JSON object: the number of records and, so that values are held too, how many there are of their parts.
"""
import json
import os
import re
import sys
import urllib.request
from html.parser import HTMLParser

VOID = set("area base br col embed hr img input link meta source track wbr".split())


class Tree(HTMLParser):
    """Calls start(tag, classes, path) and end(tag, text) with the open elements, which these well-formed files allow."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.path = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag in VOID:
            return
        attrs = dict(attrs)
        node = {"tag": tag, "class": (attrs.get("class") or "").split(), "text": "", "attrs": attrs, "parent": self.path[-1] if self.path else None, "children": []}
        if self.path:
            self.path[-1]["children"].append(node)
        self.path.append(node)

    def handle_data(self, data):
        for node in self.path:
            if node["tag"] == "h2" or "term" in node["class"]:
                node["text"] += data

    def handle_endtag(self, tag):
        if any(node["tag"] == tag for node in self.path):
            while True:
                node = self.path.pop()
                self.closed(node)
                if node["tag"] == tag:
                    return

    def closed(self, node):
        pass


class Commands(Tree):
    def __init__(self, text):
        self.entries = 0
        self.parameters = 0
        self.synopses = 0
        super().__init__(text)

    def closed(self, node):
        classes = node["class"]
        if "refentry" in classes:
            self.entries += 1
        elif node["tag"] == "pre" and "synopsis" in classes:
            self.synopses += 1
        elif "term" in classes and node["parent"]["tag"] == "dt":
            outer = []
            up = node["parent"]
            while up:
                outer.append(up)
                up = up["parent"]
            # dt, dl, div.variablelist, div.refsect1 titled Parameters: nested lists explain parameters of parameters.
            if len(outer) > 3 and "refsect1" in outer[3]["class"]:
                title = next((child["text"] for child in outer[3]["children"] if child["tag"] == "h2"), "")
                self.parameters += "Parameters" in title and bool(node["text"].strip())


TAG = re.compile(r'<(/?)(dl|dt|dd|div)\b(?:[^>]*?class="([^"]*)")?[^>]*>')


class Functions:
    """Walks the definition lists alone: a whole parse of these 40 MB takes half a minute."""

    def __init__(self, text):
        self.functions = 0
        self.since = 0
        path = []
        for end, tag, name in TAG.findall(text):
            if not end:
                path.append((tag, set(name.split()), [0, False]))
                if tag == "dt" and "sig" in path[-1][1] and self.is_function(path[:-1]):
                    path[-2][2][0] += 1
                if tag == "div" and "versionadded" in path[-1][1] and len(path) > 2 and path[-2][0] == "dd" and self.is_function(path[:-2]):
                    path[-3][2][1] = True
            elif path:
                while path[-1][0] != tag:
                    path.pop()
                if self.is_function(path):
                    signatures, added = path[-1][2]
                    self.functions += signatures
                    self.since += signatures if added else 0
                path.pop()

    @staticmethod
    def is_function(path):
        return bool(path) and path[-1][0] == "dl" and {"py", "function"} <= path[-1][1]


def read(path):
    if path.startswith("http"):
        with urllib.request.urlopen(path) as response:
            return response.read().decode("utf-8")
    with open(path, encoding="utf-8") as file:
        return file.read()


def commands(directory):
    wanted = set(re.findall(r'href="(sql-[a-z-]+\.html)"', read(os.path.join(directory, "sql-commands.html")))) - {"sql-commands.html"}
    pages = [Commands(read(os.path.join(directory, name))) for name in wanted]
    return {
        "records": sum(page.entries for page in pages),
        "parameters": sum(page.parameters for page in pages),
        "withSynopsis": sum(page.synopses > 0 for page in pages),
    }


def functions(directory):
    library = os.path.join(directory, "library")
    seen, queue = {"index.html"}, ["index.html"]
    totals = {"records": 0, "withSince": 0}
    while queue:
        text = read(os.path.join(library, queue.pop()))
        page = Functions(text)
        totals["records"] += page.functions
        totals["withSince"] += page.since
        for block in re.findall(r'<div class="toctree-wrapper.*?</div>', text, re.S):
            for name in re.findall(r'href="([\w.-]+\.html)[#"]', block):
                if name not in seen:
                    seen.add(name)
                    queue.append(name)
    return totals


if __name__ == "__main__":
    print(json.dumps({"commands": commands, "functions": functions}[sys.argv[1]](sys.argv[2])))
