"""Assets from installed packages: ECharts as ipecharts ships it (webpack chunks), and the dashboard's own files.

Nothing comes from another host. The chunks are served as they are; a loader of a few lines gives them the small
runtime they expect and puts the library on ``window.echarts``.
"""

from __future__ import annotations

import re
import sysconfig
from functools import cache
from pathlib import Path

OWN = Path(__file__).parent / "vue"
_CHUNKS = Path("share/jupyter/labextensions/ipecharts/static")
_LOADER = """
(function () {
  if (window.echarts) { return; }
  var modules = {}, cache = {};
  function need(id) {
    if (!cache[id]) { var m = cache[id] = { exports: {} }; modules[id](m, m.exports, need); }
    return cache[id].exports;
  }
  need.o = function (o, k) { return Object.prototype.hasOwnProperty.call(o, k); };
  need.d = function (e, d) { for (var k in d) { if (need.o(d, k) && !need.o(e, k)) {
    Object.defineProperty(e, k, { enumerable: true, get: d[k] }); } } };
  need.r = function (e) { Object.defineProperty(e, "__esModule", { value: true }); };
  need.n = function (m) { var g = function () { return m && m.__esModule ? m.default : m; }; need.d(g, { a: g }); return g; };
  need.g = window;
  (self.webpackChunkipecharts || []).forEach(function (c) { Object.assign(modules, c[1]); });
  delete self.webpackChunkipecharts;
  window.echarts = need(%s);
  window.dispatchEvent(new Event("pilotcity-echarts"));
})();
"""


@cache
def echarts_script() -> str:
    """Return ECharts and its loader as one script.

    Raises
    ------
    FileNotFoundError
        When the package that ships ECharts is not installed, or looks different from what the loader knows.
    """
    folder = Path(sysconfig.get_path("data")) / _CHUNKS
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.js"))]
    for text in texts:
        entry = re.search(r"\]\]?,\{(\d+):\(\w,\w,\w\)=>\{\w\.r\(\w\),\w\.d\(\w,\{[^}]*registerTheme:", text)
        if entry:
            shared = [t for t in texts if t is not text and "zrender" in t]
            return "\n;".join([*shared, text, _LOADER % entry.group(1)])
    raise FileNotFoundError("ECharts was not found in the installed package ipecharts")
