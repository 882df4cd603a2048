"""From rules over columns to the same rules over objects: ``v.savings_cny[i]`` becomes ``v[i].savings_cny``.

A kernel of the city says what one agent does at row ``i`` of the columns its views name. Here its own source is
read, every look into a view's column is turned into a look at the attribute of the agent in that row, and nothing
else is touched; so what objects run is the city's rule, word for word, not a second version of it. Whatever a rule
calls is called as plain Python too.
"""

from __future__ import annotations
import __future__

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Collection
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

_OURS = ("agents.", "sim.")


@dataclass(frozen=True)
class Rewritten:
    """A kernel over objects."""

    run: Callable[..., Any]
    views: dict[str, tuple[str, ...]]  # by parameter: the attributes it may read or write
    by_block: bool  # whether it is told which rows to do
    one_by_one: bool  # whether agents may take their turn one after another, in any order


class Workshop:
    """Turns the kernels of one kind of agent, and all they call, into plain Python over objects.

    Parameters
    ----------
    columns : collection of str
        What the agents' columns are called.
    """

    def __init__(self, columns: Collection[str]) -> None:
        self.columns = frozenset(columns)
        self.whole_rows: set[str] = set()  # wide attributes used as arrays, not number by number
        self._modules: dict[str, ModuleType] = {"numpy": _numpy_as_compiled()}
        self._functions: dict[Any, Rewritten] = {}

    def views(self, value: Any) -> dict[str, tuple[str, ...]]:
        """Return the parameters of a compiled function that are views of these columns, with the fields of each."""
        original = getattr(value, "py_func", None)
        found: dict[str, tuple[str, ...]] = {}
        if original is None:
            return found
        for name, annotation in inspect.get_annotations(original).items():
            fields = getattr(original.__globals__.get(annotation), "_fields", ())
            if name != "return" and fields and self.columns.issuperset(fields):
                found[name] = tuple(fields)
        return found

    def rewrite(self, function: Any) -> Rewritten:
        """Return a compiled function as plain Python that takes a list of agents in place of each of its views."""
        original = function.py_func
        if original not in self._functions:
            views = self.views(function)
            tree = ast.parse(textwrap.dedent(inspect.getsource(original)))
            definition = tree.body[0]
            assert isinstance(definition, ast.FunctionDef)
            definition.decorator_list = []
            by_block = [argument.arg for argument in definition.args.args][:2] == ["lo", "hi"]
            one_by_one = by_block and _takes_turns(definition)
            turn = _Turn(set(views), self.whole_rows)
            definition.body = [turn.visit(statement) for statement in definition.body]
            for loop in definition.body:
                if isinstance(loop, ast.For) and isinstance(loop.target, ast.Name):
                    _name_the_agent(loop, sorted(views))
            ast.fix_missing_locations(tree)
            name = f"<{original.__name__} over objects>"
            code = compile(tree, name, "exec", flags=__future__.annotations.compiler_flag)
            place: dict[str, Any] = {}
            exec(code, vars(self._module(original.__module__)), place)  # noqa: S102 - our own source, turned above
            self._functions[original] = Rewritten(place[original.__name__], views, by_block, one_by_one)
        return self._functions[original]

    def _module(self, name: str) -> ModuleType:
        """Return a module's twin, in which nothing is compiled."""
        if name not in self._modules:
            twin = self._modules[name] = ModuleType(name)
            for key, value in vars(sys.modules[name]).items():
                vars(twin)[key] = self._twin(value)
        return self._modules[name]

    def _twin(self, value: Any) -> Any:
        if isinstance(value, ModuleType):
            return self._module(value.__name__) if value is np or value.__name__.startswith(_OURS) else value
        original = getattr(value, "py_func", None)
        if original is None:
            return value
        if self.views(value):
            try:
                return self.rewrite(value).run
            except NotImplementedError:
                return value
        return FunctionType(
            original.__code__, vars(self._module(original.__module__)), original.__name__, original.__defaults__
        )


def _numpy_as_compiled() -> ModuleType:
    """Return NumPy as compiled rules know it.

    There, what was rounded to single precision goes on in double precision, and a negative number wraps around.
    """
    twin = ModuleType("numpy")
    vars(twin).update(vars(np))
    vars(twin)["float32"] = lambda value: float(np.float32(value))
    vars(twin)["uint64"] = lambda value: np.uint64(int(value) & 0xFFFFFFFFFFFFFFFF)
    return twin


class _Turn(ast.NodeTransformer):
    """Turns ``view.column[row, place]`` into ``view[row].column[place]``."""

    def __init__(self, views: set[str], whole_rows: set[str]) -> None:
        self.views, self.whole_rows = views, whole_rows

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """Turn one look into a column."""
        column = node.value
        if not (isinstance(column, ast.Attribute) and isinstance(column.value, ast.Name)):
            return self.generic_visit(node)
        if column.value.id not in self.views:
            return self.generic_visit(node)
        places = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
        row, *rest = [self.visit(place) for place in places]
        agent = ast.Subscript(column.value, row, ast.Load())
        if not rest:
            return ast.Attribute(agent, column.attr, node.ctx)
        if isinstance(rest[0], ast.Slice):
            self.whole_rows.add(column.attr)
        return ast.Subscript(ast.Attribute(agent, column.attr, ast.Load()), rest[0], node.ctx)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Refuse what objects do not have: a whole column at once."""
        if isinstance(node.value, ast.Name) and node.value.id in self.views:
            raise NotImplementedError(f"column {node.attr} is used as a whole, not row by row")
        return self.generic_visit(node)


def _takes_turns(definition: ast.FunctionDef) -> bool:
    """Return whether a kernel is one loop over its block that only ever adds to what is shared.

    Such a kernel does the same when it is called agent by agent. One that sets totals before or after its loop, walks
    its rows twice (first everybody's share, then the outcome) or returns a sum is run over all agents at once.
    """
    loops = [statement for statement in definition.body if isinstance(statement, ast.For | ast.While)]
    sets_shared = any(
        isinstance(statement, ast.Assign) and any(_touches_shared(target) for target in statement.targets)
        for statement in definition.body
    )
    returns = any(isinstance(node, ast.Return) and node.value is not None for node in ast.walk(definition))
    return len(loops) == 1 and not sets_shared and not returns


def _touches_shared(target: ast.expr) -> bool:
    if isinstance(target, ast.Tuple):
        return any(_touches_shared(part) for part in target.elts)
    return isinstance(target, ast.Subscript)


def _name_the_agent(loop: ast.For, views: list[str]) -> None:
    """Look the agent whose turn it is up once, at the head of the loop, as an object's method would hold ``self``."""
    assert isinstance(loop.target, ast.Name)
    row = loop.target.id

    class Own(ast.NodeTransformer):
        used = False

        def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
            self.generic_visit(node)
            is_view = isinstance(node.value, ast.Name) and node.value.id in views
            if is_view and isinstance(node.slice, ast.Name) and node.slice.id == row:
                self.used = True
                return ast.Name("agent_", ast.Load())
            return node

    own = Own()
    loop.body = [own.visit(statement) for statement in loop.body]
    if own.used:
        agent = ast.Subscript(ast.Name(views[0], ast.Load()), ast.Name(row, ast.Load()), ast.Load())
        loop.body.insert(0, ast.Assign([ast.Name("agent_", ast.Store())], agent))
