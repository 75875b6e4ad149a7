#!/usr/bin/env python3
"""The web that tests/Compose/run crawls: one host a port, each of so many pages, and a log of every request.
    web.py ADDRESS FIRST-PORT HOSTS PAGES LOG
Ends at SIGTERM. The log has a line for each request: monotonic time, port, path."""
import socketserver, sys, threading, time
from http.server import BaseHTTPRequestHandler, HTTPServer

address, first, hosts, pages = sys.argv[1], *map(int, sys.argv[2:5])
log, lock = open(sys.argv[5], "w", buffering=1), threading.Lock()


class Site(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        with lock:
            log.write(f"{time.monotonic():.4f} {self.server.server_port} {self.path}\n")
        number = 0 if self.path == "/" else int(self.path[2:]) if self.path[2:].isdigit() and int(self.path[2:]) < pages else None
        links = "".join(f'<a href="/p{n}">{n}</a> ' for n in range(1, pages) if number is not None and n // 8 == number)
        body = f"<html><title>{self.path}</title><body>{links}</body></html>".encode()
        self.send_response(200 if number is not None else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Host(socketserver.ThreadingMixIn, HTTPServer):
    daemon_threads, request_queue_size = True, 128


servers = [Host((address, first + n), Site) for n in range(hosts)]
for server in servers[1:]:
    threading.Thread(target=server.serve_forever, daemon=True).start()
servers[0].serve_forever()
