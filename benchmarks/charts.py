"""Bar charts as SVG, small and without anything to load: readable on light and on dark ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import floor, log10

from benchmarks.report import shown

_WIDTH, _LEFT, _RIGHT, _TOP, _BAR, _GAP = 760, 270, 76, 46, 17, 9
# Both grounds: fills of middle lightness, words in grey that turns where the reader's ground is dark.
_STYLE = """text{font:13px system-ui,sans-serif;fill:#333}
.t{font-weight:600;font-size:14px}.u,.k{fill:#666;font-size:12px}
line{stroke:#8888}.one{stroke:#888;stroke-dasharray:3 3}.s0{fill:#3b7dd8}.s1{fill:#d07a1c}.s2{fill:#8a8a8a}
@media(prefers-color-scheme:dark){text{fill:#ddd}.u,.k{fill:#aaa}}"""


@dataclass(frozen=True, slots=True)
class Bar:
    """`series`: which colour, by its place in the chart's `series`."""

    label: str
    value: float
    series: int = 0


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars in groups of one label, on a logarithmic scale; a line stands at 1, the baseline."""

    name: str
    title: str
    unit: str
    bars: tuple[Bar, ...]
    series: tuple[str, ...] = ()

    def svg(self) -> str:
        labels = list(dict.fromkeys(bar.label for bar in self.bars))
        scale = _Scale.of([bar.value for bar in self.bars])
        top = y = _TOP + (18 if self.series else 0)
        drawn: list[str] = []
        for label in labels:
            mine = [bar for bar in self.bars if bar.label == label]
            drawn.append(_text(_LEFT - 8, y + len(mine) * _BAR / 2 + 4, label, "end"))
            for bar in mine:
                drawn.append(_bar(scale, bar, y))
                y += _BAR
            y += _GAP
        one = scale.at(1.0)
        line = f'<line class="one" x1="{one:.0f}" x2="{one:.0f}" y1="{top - 3}" y2="{y}"/>'
        return _whole(self, y + 6, [*self._head(), line, *drawn])

    def _head(self) -> list[str]:
        head = [_text(8, 18, self.title, kind="t"), _text(8, 36, f"{self.unit}; logarithmic, dashed: 1", kind="u")]
        for place, name in enumerate(self.series):
            x = _LEFT + place * 130
            head.append(f'<rect class="s{place}" x="{x}" y="{_TOP - 4}" width="11" height="11" rx="2"/>')
            head.append(_text(x + 16, _TOP + 6, name, kind="k"))
        return head


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> _Scale:
        """From a power of ten up to the largest, with 1 on it."""
        known = [value for value in values if value > 0]
        return cls(10.0 ** floor(log10(min(0.99, *known))), max(10.0, *known))

    def at(self, value: float) -> float:
        share = (log10(max(value, self.low)) - log10(self.low)) / (log10(self.high) - log10(self.low))
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _bar(scale: _Scale, bar: Bar, y: float) -> str:
    end = scale.at(bar.value)
    width = max(1.0, end - _LEFT)
    drawn = f'<rect class="s{bar.series}" x="{_LEFT}" y="{y:.0f}" width="{width:.0f}" height="{_BAR - 2}" rx="2"/>'
    return drawn + _text(end + 5, y + _BAR - 5, shown(bar.value))


def _text(x: float, y: float, words: str, anchor: str = "start", kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{escape(words)}</text>'


def _whole(chart: Chart, height: float, parts: Sequence[str]) -> str:
    told = "; ".join(f"{bar.label}{_named(chart, bar)}: {shown(bar.value)}" for bar in chart.bars)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" role="img">'
    described = f"<title>{escape(chart.title)}</title><desc>{escape(told)}</desc><style>{_STYLE}</style>"
    return "\n".join((head, described, *parts, "</svg>")) + "\n"


def _named(chart: Chart, bar: Bar) -> str:
    return f" ({chart.series[bar.series]})" if chart.series else ""
