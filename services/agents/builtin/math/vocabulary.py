"""The words of mathematics in English, German, French and Spanish."""

from __future__ import annotations

from services.agents.builtin.word import fold, phrase_table, word_set

FUNCTIONS = {
    name: value
    for value, names in {
        "sin": "sin sen sine sinus", "cos": "cos cosine cosinus", "tan": "tan tg tangent", "cot": "cot ctg cotan",
        "sec": "sec", "csc": "csc cosec", "asin": "asin arcsin arcsen", "acos": "acos arccos",
        "atan": "atan arctan arctg", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "asinh": "asinh arsinh",
        "acosh": "acosh arcosh", "atanh": "atanh artanh", "exp": "exp", "ln": "ln", "log": "log", "lg": "lg",
        "sqrt": "sqrt", "cbrt": "cbrt", "root": "root nthroot", "abs": "abs", "sign": "sign sgn", "floor": "floor",
        "ceil": "ceil ceiling", "round": "round", "factorial": "factorial", "gamma": "gamma", "zeta": "zeta",
        "erf": "erf", "binomial": "binomial ncr binom", "permutations": "npr", "gcd": "gcd gcf ggt pgcd mcd hcf",
        "lcm": "lcm kgv ppcm mcm", "mod": "mod modulo", "min": "min", "max": "max", "re": "re", "im": "im",
        "conjugate": "conj conjugate", "det": "det", "fibonacci": "fibonacci fib", "sum": "sum", "product": "product",
        "square": "", "cube": "", "heaviside": "heaviside", "lambertw": "lambertw",
    }.items()
    for name in names.split()
}  # fmt: skip

GREEK = {
    "alpha": "alpha", "beta": "beta", "delta": "delta", "epsilon": "epsilon", "theta": "theta", "lambda": "lamda",
    "mu": "mu", "rho": "rho", "sigma": "sigma", "phi": "phi", "omega": "omega", "α": "alpha",
    "β": "beta", "γ": "gamma_", "δ": "delta", "ε": "epsilon", "θ": "theta", "λ": "lamda", "μ": "mu", "ρ": "rho",
    "σ": "sigma", "φ": "phi", "ω": "omega", "τ": "tau",
}  # fmt: skip

SPOKEN = phrase_table("""
+: plus, más, added to
-: minus, moins, menos
*: times, multiplied by, mal, multipliziert mit, fois, multiplié par, multiplicado por, por
/: divided by, over, geteilt durch, dividiert durch, durch, divisé par, dividido por, dividido entre, sur
^: to the power of, raised to the power of, raised to, to the power, hoch, puissance, à la puissance, elevado a
^: elevado a la
^ 2: squared, zum Quadrat, im Quadrat, au carré, al cuadrado
^ 3: cubed, au cube, al cubo
%: percent, per cent, Prozent, pour cent, por ciento
!: factorial, Fakultät, factorielle
choose: choose
mod: mod, modulo
sqrt: square root of, the square root of, square root, Quadratwurzel aus, Quadratwurzel von, Wurzel aus, Wurzel von
sqrt: Wurzel, racine carrée de, racine de, raíz cuadrada de, raíz de, sqrt of
cbrt: cube root of, the cube root of, cubic root of, Kubikwurzel aus, Kubikwurzel von, dritte Wurzel aus
cbrt: dritte Wurzel von, racine cubique de, raíz cúbica de
fourthroot: fourth root of, the fourth root of, vierte Wurzel aus, vierte Wurzel von, racine quatrième de
fourthroot: raíz cuarta de
factorial: factorial of, Fakultät von, factorielle de, factorielle, factorial de
ln: natural logarithm of, natural log of, natürlicher Logarithmus von, logarithme naturel de, logaritmo natural de
ln: logarithme népérien de
log: log of, logarithm of, Logarithmus von, logarithme de, logaritmo de
°: degrees, degree, Grad, degrés, degré, grados
* 1000: thousand, tausend
* 1000000: million, millions, Millionen, millón, millones
* 1000000000: billion, billions, Milliarde, Milliarden, milliard, milliards
square: square of, the square of, Quadrat von, carré de, le carré de, cuadrado de
cube: cube of, the cube of
abs: absolute value of, the absolute value of, Betrag von, valeur absolue de, valor absoluto de
asin: inverse sine of, inverse sin of, arcsine of, Arkussinus von, arc sinus de, arcoseno de
acos: inverse cosine of, inverse cos of, arccosine of, Arkuskosinus von, arc cosinus de, arcocoseno de
atan: inverse tangent of, inverse tan of, arctangent of, Arkustangens von, arc tangente de, arcotangente de
sin: sine of, sin of, Sinus von, sinus de, seno de
cos: cosine of, cos of, Kosinus von, Cosinus von, cosinus de, coseno de
tan: tangent of, tan of, Tangens von, tangente de
( 1 / 2 ) *: half of, one half of, half, die Hälfte von, Hälfte von, la moitié de, moitié de, la mitad de, mitad de
( 1 / 3 ) *: a third of, one third of, third of, ein Drittel von, un tiers de, un tercio de
( 2 / 3 ) *: two thirds of, zwei Drittel von, deux tiers de, dos tercios de
( 1 / 4 ) *: a quarter of, one quarter of, quarter of, ein Viertel von, un quart de, un cuarto de
( 3 / 4 ) *: three quarters of, drei Viertel von, trois quarts de, tres cuartos de
( 2 / 3 ): two thirds, two - thirds
( 3 / 4 ): three quarters, three fourths
( 1 / 3 ): one third
( 1 / 4 ): one quarter, one fourth
( 1 / 2 ): one half
2 *: twice, double, das Doppelte von, le double de, el doble de
3 *: triple, das Dreifache von, le triple de, el triple de
=: equals, is equal to, equal to, ist gleich, gleich, égale, est égal à, égal à, es igual a, igual a
""") | {
    (fold(word),): str(number)
    for words in (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen twenty",
        "null _ zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn"
        " siebzehn achtzehn neunzehn zwanzig",
        "zéro _ deux trois quatre cinq _ sept huit neuf dix onze douze treize quatorze quinze seize _ _ _ vingt",
        "cero _ dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete"
        " dieciocho diecinueve veinte",
    )
    for number, word in enumerate(words.split())
    if word != "_"
} | {
    (word,): number
    for number, words in {
        "30": "thirty dreissig trente treinta", "40": "forty vierzig quarante cuarenta",
        "50": "fifty funfzig cinquante cincuenta", "60": "sixty sechzig soixante sesenta", "70": "seventy siebzig",
        "80": "eighty achtzig", "90": "ninety neunzig", "100": "hundred hundert cent cien",
    }.items() for word in words.split()
}  # fmt: skip
"""Words for operators, functions and numbers. An operator counts only between operands."""

INFIX = ("mod", "choose")
"""Operators that are words."""

TAKE_SEVERAL = ("gcd", "lcm", "min", "max", "binomial", "permutations", "root", "log", "round", "mod")
"""Functions that may have more than one argument."""

WORDS_WITHOUT_BRACKETS = ("gcd", "lcm", "min", "max", "binomial", "permutations", "root", "round", "det")
"""Functions whose names are words for what to do, when no bracket follows: "gcd of 12 and 18"."""

ORDINALS = word_set("st nd rd th te º")
"""What follows the number of "the 10th"."""

FROM = word_set("from von de du desde between zwischen entre over")
TO = word_set("to bis a hasta and und et y jusqu")
"""Words before the ends of a range."""

OF = word_set("of von vom de del du des d' on auf sobre aus")
ARTICLES = {"a", "A", "i", "I", "y", "Y", "o", "e", "u", "à"}
SHORT_WORDS = word_set(
    "of is the and or to in an am at by do it if me my no on so up us we be he for how hi hey you can get has now all",
    "de la le et un en es el al se su ou est les des que qui par sur une du au aux ist die der das ein und von mit bis",
    "was aus zum zur im los las por con una si y as via not lim log wie den dem fur per hat nur tu ihr mod det wrt son",
    "ab an pls plz stp svp thx lol ok btw asap pas une sus tus mis les ces ca now got say see via vs eg ie let try",
    "are did any too out off one two six ten old new day yes oh ok uhr mir nun man bei",
)
"""Words of up to three letters that are no names side by side, as "xy" is."""
