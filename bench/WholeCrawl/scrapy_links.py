"""The Scrapy side of the whole-crawl benchmark: every same-host link of a site, no delay, no robots.txt, 32 connections.

    scrapy runspider scrapy_links.py -a start=http://127.0.10.3:8080/

Prints one line: pages, seconds from the first request to the last page, pages per second.
"""
import sys
import time
from urllib.parse import urlsplit

import scrapy


class LinksSpider(scrapy.Spider):
    name = "links"
    custom_settings = {
        "LOG_ENABLED": False,
        "ROBOTSTXT_OBEY": False,
        "CONCURRENT_REQUESTS": 32,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 32,
        "DOWNLOAD_DELAY": 0,
        "TELNETCONSOLE_ENABLED": False,
    }

    def __init__(self, start, **kwargs):
        super().__init__(**kwargs)
        self.start_urls = [start]
        self.host = urlsplit(start).netloc
        self.pages = 0
        self.began = time.monotonic()
        self.last = self.began

    def parse(self, response):
        if not isinstance(response, scrapy.http.HtmlResponse):
            return
        self.pages += 1
        self.last = time.monotonic()
        response.css("title::text").get()
        for href in response.css("a::attr(href), area::attr(href), iframe::attr(src), frame::attr(src)").getall():
            try:
                url = response.urljoin(href)
            except ValueError:
                continue
            if urlsplit(url).netloc == self.host and url.startswith("http"):
                yield scrapy.Request(url)

    def closed(self, reason):
        seconds = self.last - self.began
        print(f"{self.pages} {seconds:.3f} {self.pages / seconds:.1f}", file=sys.stdout, flush=True)
