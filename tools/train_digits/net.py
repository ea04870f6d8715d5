"""The net that reads figures, in JAX, and its way into an ONNX file.

Door: `start`, `load`, `train`, `save`. Promise: pictures of HEIGHT rows in, a step of half the width out with the logarithms of
chances of each class; only convolutions, so that OpenCV's reader of nets can run it. Not here: what it is taught (tokens).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import onnx
import optax
from onnx import TensorProto, helper, numpy_helper

from intake.engines import digits
from tools.train_digits.tokens import Token

CLASSES = len(digits.MARKS) + 1
# (kernel height, kernel width, channels, pooled by (rows, columns)).
LAYERS = (
    (3, 3, 12, (2, 2)),
    (3, 3, 24, (2, 1)),
    (3, 3, 40, (2, 1)),
    (3, 3, 56, (3, 1)),
    (1, 5, 56, (1, 1)),
    (1, 1, CLASSES, (1, 1)),
)
# Tokens are put together by width, so that little is computed for nothing.
WIDTHS = (40, 56, 80, 112, 160, 240)
LONGEST = 32
BATCH = 48

type Weights = list[tuple[jax.Array, jax.Array]]


def start(seed: int) -> Weights:
    """Fresh weights."""
    key, before, made = jax.random.PRNGKey(seed), 1, []
    for high, wide, channels, _ in LAYERS:
        key, draw = jax.random.split(key)
        scale = float(np.sqrt(2 / (high * wide * before)))
        made.append((jax.random.normal(draw, (channels, before, high, wide)) * scale, jnp.zeros(channels)))
        before = channels
    return made


def load(source: Path) -> Weights:
    """The weights of a file that `save` wrote."""
    kept = {tensor.name: jnp.asarray(numpy_helper.to_array(tensor)) for tensor in onnx.load(source).graph.initializer}
    return [(kept[f"w{number}"], kept[f"b{number}"]) for number in range(len(LAYERS))]


def answers(weights: Weights, pictures: jax.Array) -> jax.Array:
    """(n, 1, HEIGHT, width) of ink 0 to 1 → (n, steps, CLASSES) logits."""
    seen = pictures
    for number, ((weight, bias), (_, _, _, pooled)) in enumerate(zip(weights, LAYERS, strict=True)):
        seen = jax.lax.conv_general_dilated(seen, weight, (1, 1), "SAME", dimension_numbers=("NCHW", "OIHW", "NCHW"))
        seen = seen + bias[None, :, None, None]
        if number < len(LAYERS) - 1:
            seen = jax.nn.relu(seen)
        if pooled != (1, 1):
            window = (1, 1, *pooled)
            seen = jax.lax.reduce_window(seen, -jnp.inf, jax.lax.max, window, window, "VALID")
    return seen[:, :, 0, :].transpose(0, 2, 1)


def train(
    weights: Weights, books: dict[int, list[Token]], *, minutes: float, rate: float, say: Callable[[str], None]
) -> Weights:
    """Learns for `minutes` from tokens that lie by width; the rate falls to nothing by the end, by the clock."""
    scale = optax.inject_hyperparams(optax.adamw)(learning_rate=rate, weight_decay=1e-4)
    state, pen, began, losses = scale.init(weights), np.random.default_rng(0), time.monotonic(), []

    @jax.jit  # type: ignore[untyped-decorator]
    def step(weights: Weights, state: Any, seen: jax.Array, labels: jax.Array, steps: jax.Array) -> Any:
        def loss(weights: Weights) -> jax.Array:
            logits = answers(weights, seen)
            away = (jnp.arange(logits.shape[1])[None] >= steps[:, None]).astype(jnp.float32)
            return optax.ctc_loss(logits, away, labels, (labels == 0).astype(jnp.float32)).mean()

        value, slope = jax.value_and_grad(loss)(weights)
        moved, state = scale.update(slope, state, weights)
        return optax.apply_updates(weights, moved), state, value

    sizes = np.array([len(book) for book in books.values()], float)
    done = 0
    while (spent := (time.monotonic() - began) / 60) < minutes:
        width = int(pen.choice(list(books), p=sizes / sizes.sum()))
        book = books[width]
        chosen = [book[int(at)] for at in pen.integers(0, len(book), BATCH)]
        state.hyperparams["learning_rate"] = rate * 0.5 * (1 + np.cos(np.pi * spent / minutes))
        weights, state, value = step(weights, state, *batch(chosen, width))
        losses.append(float(value))
        done += 1
        if done % 250 == 0:
            say(f"{spent:.1f} min, {done} steps: loss {np.mean(losses[-250:]):.4f}")
    return weights


def by_width(tokens: Sequence[Token]) -> dict[int, list[Token]]:
    """Tokens by the least of WIDTHS that holds them; what is wider or says too much is left out."""
    books: dict[int, list[Token]] = {}
    for token in tokens:
        width = next((width for width in WIDTHS if token.picture.shape[1] <= width), None)
        if width and 2 * len(token.shown) < token.picture.shape[1] // 2 and len(token.shown) <= LONGEST:
            books.setdefault(width, []).append(token)
    return {width: book for width, book in sorted(books.items()) if len(book) >= BATCH}


def batch(tokens: Sequence[Token], width: int) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Pictures, labels (0 where nothing is) and how many steps of each are paper."""
    seen = np.zeros((len(tokens), 1, digits.HEIGHT, width), np.float32)
    labels = np.zeros((len(tokens), LONGEST), np.int32)
    for row, token in enumerate(tokens):
        seen[row, 0, :, : token.picture.shape[1]] = (255 - token.picture.astype(np.float32)) / 255
        labels[row, : len(token.shown)] = [digits.MARKS.index(mark) + 1 for mark in token.shown]
    steps = np.array([token.picture.shape[1] // 2 for token in tokens])
    return jnp.asarray(seen), jnp.asarray(labels), jnp.asarray(steps)


def save(weights: Weights, target: Path) -> None:
    """The net as ONNX, its last step the logarithm of chances."""
    nodes, kept, before = [], [], "picture"
    for number, ((weight, bias), (high, wide, _, pooled)) in enumerate(zip(weights, LAYERS, strict=True)):
        kept += [
            numpy_helper.from_array(np.asarray(weight, np.float32), f"w{number}"),
            numpy_helper.from_array(np.asarray(bias, np.float32), f"b{number}"),
        ]
        pads = [high // 2, wide // 2, high // 2, wide // 2]
        nodes.append(helper.make_node("Conv", [before, f"w{number}", f"b{number}"], [f"c{number}"], pads=pads))
        before = f"c{number}"
        if number < len(LAYERS) - 1:
            nodes.append(helper.make_node("Relu", [before], [f"r{number}"]))
            before = f"r{number}"
        if pooled != (1, 1):
            nodes.append(
                helper.make_node("MaxPool", [before], [f"p{number}"], kernel_shape=list(pooled), strides=list(pooled))
            )
            before = f"p{number}"
    nodes.append(helper.make_node("LogSoftmax", [before], ["chances"], axis=1))
    of_picture = helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 1, digits.HEIGHT, "width"])
    of_chances = helper.make_tensor_value_info("chances", TensorProto.FLOAT, [1, CLASSES, 1, "steps"])
    graph = helper.make_graph(nodes, "digits", [of_picture], [of_chances], kept)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    made.ir_version = 8
    onnx.checker.check_model(made)
    target.write_bytes(made.SerializeToString())
