"""Exercise 5 finds what is wrong with states and their projection, and nothing in right ones."""

from __future__ import annotations

import math

import pytest
import torch
from hidden_states import (
    EX5,
    STATES,
    components,
    findings,
    judged,
    named,
    written,
)
from hypothesis import given
from hypothesis import strategies as st

from rnngrade.result import Outcome

ONE = "model.rnn(model.embedding(numbers(model, s))[None])[0][0].numpy()"


def with_states(body: str, start: str = "") -> str:
    """Return a submission with ``hidden_states`` of this body, in which ``one(s)`` is right."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return written(
        states=f"""
{start}
def numbers(model, sentence):
    return torch.tensor([model.vocabulary.get(word, 1) for word in sentence])

def hidden_states(model, sentences):
    grad = torch.is_grad_enabled()
    model.eval()
    def one(s):
        return model.rnn(model.embedding(numbers(model, s))[None])[0][0].detach().numpy()
    def padded():
        return pad_sequence([numbers(model, s) for s in sentences], batch_first=True)
{lines}
"""
    )


# hidden_states


RIGHT_STATES = {
    "tensors": "return [torch.from_numpy(one(s)) for s in sentences]",
    "float64": "return [one(s).astype('float64') for s in sentences]",
    "a_tuple": "return tuple(one(s) for s in sentences)",
    "an_object_array": """
found = np.empty(len(sentences), dtype=object)
for n, s in enumerate(sentences):
    found[n] = one(s)
return found
""",
    "padded_and_cut": """
out = model.rnn(model.embedding(padded()))[0].detach()
return [o[: len(s)] for o, s in zip(out, sentences)]
""",
    "sorted_and_restored": """
order = sorted(range(len(sentences)), key=lambda n: -len(sentences[n]))
found = {n: one(sentences[n]) for n in order}
return [found[n] for n in range(len(sentences))]
""",
    "by_a_hook": """
kept = []
handle = model.rnn.register_forward_hook(lambda m, i, o: kept.append(o[0].data))
for s in sentences:
    model(numbers(model, s)[None], torch.tensor([len(s)]))
handle.remove()
return [k.detach().numpy() for k in kept]
""",
    "step_by_step": """
found = []
for s in sentences:
    h, states = None, []
    for number in numbers(model, s):
        _, h = model.rnn(model.embedding(number)[None, None], h)
        states.append(h[0, 0].detach())
    found.append(torch.stack(states).numpy())
return found
""",
    "by_hand": """
r, found = model.rnn, []
for s in sentences:
    h, states = torch.zeros(r.hidden_size), []
    for x in model.embedding(numbers(model, s)):
        h = torch.tanh(r.weight_ih_l0 @ x + r.bias_ih_l0 + r.weight_hh_l0 @ h + r.bias_hh_l0)
        states.append(h.detach().numpy())
    found.append(np.array(states))
return found
""",
}


@pytest.mark.parametrize("name", RIGHT_STATES)
def test_right_states_pass_however_they_are_computed(name: str) -> None:
    found = judged(with_states(RIGHT_STATES[name]), "trace")
    assert found["states"].outcome is Outcome.PASS, found["states"].message
    assert found["trace"].outcome is Outcome.PASS, found["trace"].message


WRONG_STATES = {
    "embeddings": "return [model.embedding(numbers(model, s)).detach() for s in sentences]",
    "logits": "return [model.linear(torch.tensor(one(s))).detach() for s in sentences]",
    "only_final": "return [one(s)[-1] for s in sentences]",
    "one_step_late": "return [np.concatenate([0 * one(s)[:1], one(s)[:-1]]) for s in sentences]",
    "first_left_out": "return [one(s)[1:] for s in sentences]",
    "read_backwards": "return [one(s[::-1]) for s in sentences]",
    "order_reversed": "return [one(s)[::-1].copy() for s in sentences]",
    "transposed": "return [one(s).T for s in sentences]",
    "unknown_left_out": "return [one([w for w in s if w in model.vocabulary]) for s in sentences]",
    "unknown_as_padding": """
return [one([w if w in model.vocabulary else "<pad>" for w in s]) for s in sentences]
""",
    "every_word_alone": "return [np.concatenate([one([w]) for w in s]) for s in sentences]",
    "padding_included": "return list(model.rnn(model.embedding(padded()))[0].detach())",
    "batch_read_as_time": """
out = model.rnn(model.embedding(padded()).transpose(0, 1))[0].transpose(0, 1).detach()
return [o[: len(s)] for o, s in zip(out, sentences)]
""",
    "state_carried_over": """
h, found = None, []
for s in sentences:
    out, h = model.rnn(model.embedding(numbers(model, s))[None], h)
    found.append(out[0].detach())
return found
""",
    "out_of_step": "return [one(s) for s in sorted(sentences, key=len, reverse=True)]",
    "sentences_joined": "return np.concatenate([one(s) for s in sentences])",
}


@pytest.mark.parametrize("mistake", WRONG_STATES)
def test_a_known_mistake_in_the_states_is_named(mistake: str) -> None:
    found = judged(with_states(WRONG_STATES[mistake]), "states")
    assert found["states"].outcome is Outcome.FAIL
    assert named(found) == {mistake}, found["states"].message


def test_a_model_that_is_left_in_training_is_named() -> None:
    code = written(
        states="""
@torch.no_grad()
def hidden_states(model, sentences):
    words = [torch.tensor([model.vocabulary.get(w, 1) for w in s]) for s in sentences]
    return [model.rnn(model.dropout(model.embedding(w))[None])[0][0] for w in words]
"""
    )
    assert named(judged(code, "states")) == {"not_in_eval"}


TRACES = {
    "graph_kept": "return [torch.tensor(one(s), requires_grad=True) for s in sentences]",
    "model_changed": "model.linear.weight.data += 1\nreturn [one(s) for s in sentences]",
    "gradients_left": """
for s in sentences:
    model.rnn(model.embedding(numbers(model, s))[None])[0].sum().backward()
return [one(s) for s in sentences]
""",
    "gradients_switched_off": "torch.set_grad_enabled(False)\nreturn [one(s) for s in sentences]",
    "hook_left": """
model.rnn.register_forward_hook(lambda *a: None)
return [one(s) for s in sentences]
""",
    "sentences_changed": "found = [one(s) for s in sentences]\nsentences.clear()\nreturn found",
}


@pytest.mark.parametrize("mistake", TRACES)
def test_what_the_call_leaves_behind_is_named(mistake: str) -> None:
    found = judged(with_states(TRACES[mistake]), "trace")
    assert found["states"].outcome is Outcome.PASS, found["states"].message
    assert named(found) == {mistake}


def test_a_model_of_the_files_own_in_place_of_the_one_given_is_named() -> None:
    stub = "from rnngrade.data import sentiment_model"
    code = with_states(
        """
vocabulary, weights = sentiment_model()
rnn = nn.RNN(24, 32, batch_first=True)
rnn.load_state_dict({k[4:]: v for k, v in weights.items() if k.startswith("rnn.")})
words = [[vocabulary.get(w, 1) for w in s] for s in sentences]
return [rnn(weights["embedding.weight"][w][None])[0][0].detach() for w in words]
""",
        start=stub,
    )
    assert named(judged(code, "states")) == {"another_model"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("return 3", "it returns 3"),
        ("return None", "it returns None"),
        ("return [one(s) for s in sentences[:1]]", "list of"),
        ("return ['x' for s in sentences]", "number 0 is 'x'"),
        ("return [one(s)[None] for s in sentences]", "(length, hidden_size)"),
        ("return [one(s).astype(int) for s in sentences]", "floating-point"),
        ("raise KeyError('awful')", "KeyError"),
    ],
)
def test_another_form_of_states_is_said_plainly(body: str, said: str) -> None:
    found = judged(with_states(body), "states")["states"]
    assert found.outcome is Outcome.FAIL
    assert said in found.message


# project


def with_projection(body: str) -> str:
    """Return a submission whose ``project`` has this body; ``x`` holds all states."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    start = "    x = np.concatenate([np.asarray(s) for s in states])"
    return written(project=f'def project(states, method="pca", seed=0):\n{start}\n{lines}\n')


SVD = "u, s, v = np.linalg.svd(x - x.mean(0), full_matrices=False)\n"
RIGHT_PCA = {
    "scores": SVD + "return u[:, :2] * s[:2]",
    "signs_turned": SVD + "return -u[:, :2] * s[:2]",
    "one_sign_turned": SVD + "return u[:, :2] * s[:2] * np.array([1, -1])",
    "scikit_learn": "from sklearn.decomposition import PCA\nreturn PCA(2).fit_transform(x)",
    "eigenvectors": """
x = x - x.mean(0)
values, vectors = np.linalg.eigh(x.T @ x)
return x @ vectors[:, ::-1][:, :2]
""",
    "torch": """
x = torch.from_numpy(x)
x = x - x.mean(0)
return x @ torch.linalg.svd(x, full_matrices=False)[2][:2].T
""",
    "power_iteration": """
x = (x - x.mean(0)).astype("float64")
found = []
rest = x.copy()
for k in range(2):
    v = np.ones(x.shape[1]) + 0.1 * np.arange(x.shape[1])
    for step in range(3000):
        v = rest.T @ (rest @ v)
        v /= np.linalg.norm(v)
    found.append(x @ v)
    rest = rest - np.outer(rest @ v, v)
return np.stack(found, axis=1)
""",
}


@pytest.mark.parametrize("name", RIGHT_PCA)
def test_principal_components_pass_however_they_are_computed(name: str) -> None:
    found = judged(with_projection(RIGHT_PCA[name]), "pca")["pca"]
    assert found.outcome is Outcome.PASS, found.message


WRONG_PCA = {
    "not_centred": "u, s, v = np.linalg.svd(x, full_matrices=False)\nreturn u[:, :2] * s[:2]",
    "standardised": SVD.replace("x - x.mean(0)", "(x - x.mean(0)) / x.std(0)")
    + "return u[:, :2] * s[:2]",
    "whitened": SVD + "return u[:, :2]",
    "components_swapped": SVD + "return u[:, 1::-1] * s[1::-1]",
    "later_components": SVD + "return u[:, 1:3] * s[1:3]",
    "smallest_components": SVD + "return u[:, -2:] * s[-2:]",
    "first_units": "return x[:, :2]",
    "wrong_axis": "x = x.T\n" + SVD + "return u[:, :2] * s[:2]",
    "axes_returned": SVD + "return v[:2].T",
    "other_projection": "return x @ np.random.default_rng(0).normal(size=(x.shape[1], 2))",
    "one_for_each_sentence": "x = np.stack([s[-1] for s in states])\n"
    + SVD
    + "return u[:, :2] * s[:2]",
}


@pytest.mark.parametrize("mistake", WRONG_PCA)
def test_a_known_mistake_in_the_components_is_named(mistake: str) -> None:
    found = judged(with_projection(WRONG_PCA[mistake]), "pca")
    assert found["pca"].outcome is Outcome.FAIL
    assert named(found) == {mistake}, found["pca"].message


@given(st.integers(0, 2**31), st.floats(0, 6.3), st.integers(3, 30), st.integers(2, 8))
def test_components_of_equal_variance_may_be_turned(
    seed: int, angle: float, count: int, size: int
) -> None:
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(count, size, generator=generator, dtype=torch.float64)
    x = x - x.mean(dim=0)
    u, s, v = torch.linalg.svd(x, full_matrices=False)
    s[1] = s[0]
    x = u * s @ v
    cosine, sine = math.cos(angle), math.sin(angle)
    turn = torch.tensor([[cosine, -sine], [sine, cosine]]).double()
    turned = components.scores(x) @ turn
    assert components.error(turned, x) < 1e-6


@given(st.integers(0, 2**31), st.integers(3, 30), st.integers(2, 8))
def test_the_share_that_is_explained_is_between_none_and_all(
    seed: int, count: int, size: int
) -> None:
    x = torch.randn(count, size, generator=torch.Generator().manual_seed(seed)).double()
    shares = components.explained(components.scores(x), x)
    assert 0 <= sum(shares) <= 1 + 1e-9
    assert shares[0] >= shares[1]


WRONG_TSNE = {
    "tsne_is_pca": SVD + "return u[:, :2] * s[:2]",
    "tsne_is_linear": "return x @ np.random.default_rng(0).normal(size=(x.shape[1], 2))",
    "points_unrelated": "return np.random.default_rng(seed).normal(size=(len(x), 2))",
    "perplexity_too_large": """
from sklearn.manifold import TSNE
return TSNE(random_state=seed).fit_transform(x)
""",
    "not_repeatable": """
from sklearn.manifold import TSNE
import time
return TSNE(perplexity=min(30, (len(x) - 1) / 3), init="random",
            random_state=time.perf_counter_ns() % 10**6).fit_transform(x)
""",
    "wrong_axis": """
from sklearn.manifold import TSNE
return TSNE(perplexity=5, random_state=seed).fit_transform(x.T)
""",
}


@pytest.mark.parametrize("mistake", WRONG_TSNE)
def test_a_known_mistake_in_t_sne_is_named(mistake: str) -> None:
    found = judged(with_projection(WRONG_TSNE[mistake]), "tsne")
    assert found["tsne"].outcome is Outcome.FAIL
    assert named(found) == {mistake}, found["tsne"].message


# The written answer


def test_what_is_in_the_stub_is_no_answer() -> None:
    assert named(judged(EX5.stub, "observations")) == {"text_of_the_stub"}


LONG = " ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26)} is" for n in range(60))


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        ("''", {"text_of_the_stub"}),
        ("'The sentiments part late.'", {"too_few_words"}),
        ("'The same again. ' * 60", {"words_repeated"}),
    ],
)
def test_what_is_no_answer_is_named(text: str, mistakes: set[str]) -> None:
    found = judged(written() + f"\nOBSERVATIONS = {text}\n", "observations")
    assert named(found) == mistakes


def test_an_answer_is_left_to_a_person_with_what_the_grader_finds() -> None:
    found = judged(written() + f"\nOBSERVATIONS = '''{LONG}'''\n", "observations")["observations"]
    assert found.outcome is Outcome.REVIEW
    assert LONG in found.message
    table, scatter = found.exhibits
    assert set(scatter.groups) == {"negative", "positive"}
    assert [row[0] for row in table.rows] == ["first", "middle", "last"]
    assert found.evidence["findings"]["last"]["probe"] >= 0.9
    assert found.evidence["findings"]["first"]["probe"] <= 0.65


@pytest.mark.parametrize("text", ["", "OBSERVATIONS = 3", "OBSERVATIONS = None"])
def test_an_answer_that_is_no_text_is_said_to_be_none(text: str) -> None:
    found = judged(written() + f"\n{text}\n", "observations")["observations"]
    assert found.outcome is Outcome.FAIL
    assert "OBSERVATIONS" in found.message


# A model of the submission's own


def with_model(changes: str) -> str:
    """Return a submission whose ``load_model`` changes the exercise's model first."""
    lines = "\n".join(f"    {line}" for line in changes.splitlines())
    loaded = "    model.load_state_dict(weights)\n"
    return EX5.stub.replace(loaded, f"{loaded}{lines}\n") + f"\nimport torch\n{STATES}"


@pytest.mark.parametrize(
    "changes",
    [
        "pass",
        "model.vocabulary = dict(model.vocabulary)",
        # One output, the logit of being positive.
        """
one = nn.Linear(32, 1)
one.weight.data = model.linear.weight.data[1:] - model.linear.weight.data[:1]
one.bias.data = model.linear.bias.data[1:] - model.linear.bias.data[:1]
model.linear = one
""",
        # A second layer that hands on what the first one says.
        """
two = nn.RNN(24, 32, num_layers=2, batch_first=True)
for name in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"):
    setattr(two, name, getattr(model.rnn, name))
two.weight_ih_l1.data = torch.eye(32) * 0.3
for name in ("weight_hh_l1", "bias_ih_l1", "bias_hh_l1"):
    getattr(two, name).data.zero_()
model.rnn = two
model.linear.weight.data /= 0.3
""",
    ],
)
def test_a_model_that_tells_sentiment_passes_whatever_its_sizes(changes: str) -> None:
    found = judged(with_model(changes), "model")["model"]
    assert found.outcome is Outcome.PASS, found.message
    assert found.evidence["accuracy"] > 0.85


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ("return SentimentRNN(vocabulary)", "The model of load_model tells"),
        ("model.rnn = nn.LSTM(24, 32, batch_first=True)", "The model of load_model tells"),
        ("return None", "type NoneType"),
        ("return nn.Linear(2, 2)", "no such embedding or rnn or linear or vocabulary"),
        ("model.rnn = nn.RNNCell(24, 32)", "no such rnn"),
        ("model.linear = nn.Linear(7, 2)", "cannot be used: linear should read 32 numbers"),
        ("model.linear = nn.Linear(32, 3)", "cannot be used: linear should read"),
        ("model.rnn = nn.GRU(11, 32)", "cannot be used: rnn reads 11 numbers"),
        ("raise OSError('no such file')", "OSError"),
    ],
)
def test_another_model_is_refused_with_what_is_wrong(changes: str, said: str) -> None:
    found = judged(with_model(changes), "model")
    assert found["model"].outcome is Outcome.FAIL
    assert said in found["model"].message
    guesses = "SentimentRNN(" in changes or "LSTM" in changes
    assert named(found) == ({"model_not_trained"} if guesses else set())


def test_what_is_found_in_states_is_about_the_sentiments_that_are_given() -> None:
    generator = torch.Generator().manual_seed(0)
    pairs = [((str(n),) * (2 + n % 5), n % 2) for n in range(80)]

    def states_of(words: tuple[str, ...]) -> torch.Tensor:
        """Return noise, and at the last word the sentiment as well."""
        states = torch.randn(len(words), 4, generator=generator)
        states[-1, 0] += 8 * (int(words[0]) % 2)
        return states

    first, middle, last = findings.findings(states_of, pairs)
    assert last.probe > 0.95 > 0.7 > max(first.probe, middle.probe)
    assert last.silhouette > 0.4 > 0.1 > abs(first.silhouette)
    assert first.drift == pytest.approx(1)
    assert "after the last word" in findings.in_words((first, middle, last))
