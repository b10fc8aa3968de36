# Own LSTM instead of the stub's class (deleted), German comments and OBSERVATIONS, fig.legend outside of the axes.
import numpy as np
import torch
from matplotlib import pyplot as plt
from sklearn.manifold import TSNE
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

from rnngrade import data


class Stimmungsmodell(nn.Module):
    """Einbettung, LSTM, lineare Schicht."""

    def __init__(self, vocabulary, groesse=48):
        super().__init__()
        self.vocabulary = vocabulary
        self.embedding = nn.Embedding(len(vocabulary), 20, padding_idx=0)
        self.rnn = nn.LSTM(20, groesse, batch_first=True)
        self.linear = nn.Linear(groesse, 2)

    def forward(self, woerter, laengen):
        gepackt = pack_padded_sequence(self.embedding(woerter), laengen, batch_first=True, enforce_sorted=False)
        _, (h, _) = self.rnn(gepackt)
        return self.linear(h[-1])


def kodiere(vokabular, satz):
    return torch.tensor([vokabular.get(wort, 1) for wort in satz])


def load_model():
    torch.manual_seed(7)
    saetze = data.sentiment("train")
    woerter = sorted({wort for satz, _ in saetze for wort in satz})
    vokabular = {"<pad>": 0, "<unk>": 1} | {wort: i for i, wort in enumerate(woerter, start=2)}
    modell = Stimmungsmodell(vokabular)
    x = pad_sequence([kodiere(vokabular, satz) for satz, _ in saetze], batch_first=True)
    laengen = torch.tensor([len(satz) for satz, _ in saetze])
    y = torch.tensor([stimmung for _, stimmung in saetze])
    optimierer = torch.optim.Adam(modell.parameters(), lr=0.005)
    verlust = nn.CrossEntropyLoss()
    for _ in range(300):
        auswahl = torch.randint(len(x), (64,))
        optimierer.zero_grad()
        verlust(modell(x[auswahl], laengen[auswahl]), y[auswahl]).backward()
        optimierer.step()
    for parameter in modell.parameters():
        parameter.grad = None
    return modell


def hidden_states(model, sentences):
    # Ausgabe des LSTM (bzw. RNN, GRU) ist der Zustand h nach jedem Wort, nicht der Zellzustand c.
    model.eval()
    zustaende = []
    with torch.no_grad():
        for satz in sentences:
            ausgabe, _ = model.rnn(model.embedding(kodiere(model.vocabulary, satz)).unsqueeze(0))
            zustaende.append(ausgabe.squeeze(0).numpy())
    return zustaende


def project(states, method="pca", seed=0):
    x = np.concatenate(states)
    x = x - x.mean(axis=0)
    if method == "pca":
        _, _, richtungen = np.linalg.svd(x)
        return x.dot(richtungen[:2].T)
    np.random.seed(seed)
    start = np.random.normal(scale=1e-4, size=(len(x), 2))
    return TSNE(init=start, perplexity=min(20, len(x) / 3), random_state=seed).fit_transform(x)


def plot(points, sentiment, position):
    fig, (links, rechts) = plt.subplots(1, 2, figsize=(12, 5.5), layout="constrained", sharey=True)
    for wert, name, farbe in [(0, "negativ", "#c0392b"), (1, "positiv", "#27ae60")]:
        links.scatter(points[sentiment == wert, 0], points[sentiment == wert, 1], s=15, color=farbe, label=name)
    fig.legend(title="Stimmung", loc="outside left upper")
    bild = rechts.scatter(points[:, 0], points[:, 1], s=15, c=position, cmap="Blues", vmin=-2, edgecolors="none")
    leiste = fig.colorbar(bild, ax=rechts, ticks=sorted(set(position.tolist()))[::2])
    leiste.set_label("Stelle im Satz")
    for achsen, titel in ((links, "Gefärbt nach Stimmung"), (rechts, "Gefärbt nach Stelle")):
        achsen.set_title(titel)
        achsen.set_xlabel("Hauptrichtung 1")
        achsen.set_ylabel("Hauptrichtung 2")
    return fig


OBSERVATIONS = """
Am Anfang der Sätze liegen alle Zustände dicht beieinander, gleich welche Stimmung der Satz später hat; das
Netz kann nach „the film" noch nichts wissen. Mit dem ersten wertenden Adjektiv teilt sich die Wolke in zwei Arme.
Der eine ist fast ganz grün, der andere fast ganz rot. Zwischen den Armen liegen Punkte, die zu Sätzen mit Gegensatz
gehören: Nach „although the cast was superb" ist der Zustand zunächst im grünen Arm und wandert mit dem Hauptsatz in
den roten. Nach „not" und „hardly" springt der Zustand in ein eigenes Gebiet, und das nächste Adjektiv führt ihn
dann in den entgegengesetzten Arm. Gradwörter wie „very" verschieben den Punkt nur wenig. Die Stelle im Satz erkennt
man vor allem bei den ersten drei Wörtern, danach mischen sich die Blautöne. t-SNE zeigt viele kleine Inseln, jede für
ein Wort in ähnlichem Zusammenhang; die Abstände zwischen den Inseln darf man nicht deuten. PCA zeigt dagegen die
großen Richtungen, hier hauptsächlich die Stimmung.
"""


if __name__ == "__main__":
    paare = data.sentiment("test")[:60]
    zustaende = hidden_states(load_model(), [satz for satz, _ in paare])
    stimmung = np.array([s for satz, s in paare for _ in satz])
    stelle = np.concatenate([np.arange(len(satz)) for satz, _ in paare])
    for verfahren in ("pca", "tsne"):
        plot(project(zustaende, verfahren), stimmung, stelle)
    plt.show()
