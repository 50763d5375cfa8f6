"""Questions to the math agent as people type them, in four languages, with what the answer has to say."""

from __future__ import annotations

import pytest

from services.agents.builtin.math.answer import answer
from services.agents.builtin.reply import NotUnderstood, TooMuch

ARITHMETIC = {
    "what is 12*(3+4)": "**84**",
    "17% of 2,340": "**397.8**",
    "what's 2+2?": "**4**",
    "3 plus 4 times 2": "**11**",
    "five plus six": "**11**",
    "0.1 + 0.2": "**0.3**",
    "1/2 + 1/3": "**5/6**",
    "2^10": "**1024**",
    "2**3**2": "**512**",
    "-2^2": "**-4**",
    "5! + 3": "**123**",
    "6 ÷ 2(1+2)": "**9**",
    "√144": "**12**",
    "√2": "1.41421356237",
    "x ^ 2 + 3 at x = 5": "**28**",
    "3/4 of 80": "**60**",
    "half of 90": "**45**",
    "100 mod 7": "**2**",
    "17 % 5": "**2**",
    "50 + 10%": "**55**",
    "log base 2 of 8": "**3**",
    "log_3(81)": "**4**",
    "log10(1000)": "**3**",
    "cos(60 degrees)": "**1/2**",
    "7/8 as a percent": "**87.5 %**",
    "how much is 1 million divided by 8": "**125000**",
    "what is the remainder when 100 is divided by 7": "**2**",
    "minus 5 plus 3": "**-2**",
    "A ticket was 64 after a 20% discount, what was the original price?": "**80**",
    "ln(e^3)": "**3**",
    "multiply 6 by 7": "**42**",
    "subtract 15 from 80": "**65**",
    "subtract 15% from 80": "**68**",
    "add 10% to 50": "**55**",
    "divide 10 among 4": "**5/2**",
    "ziehe 3 von 10 ab": "**7**",
    "divise 10 par 4": "**5/2**",
    "resta 3 de 10": "**7**",
    "sin(30°)": "**1/2**",
    "cube root of 27": "**3**",
    "5 choose 2": "**10**",
    "|3-8|": "**5**",
    "pi to 20 decimal places": "3.14159265358979323846",
    "e^(i pi)": "**-1**",
    "(5+3i)*(2-i)": "13 + i",
    "\\frac{1}{2} + \\frac{1}{4}": "**3/4**",
    "\\sqrt{16} \\cdot 2": "**8**",
    "2½ + 1": "**7/2**",
    "10²": "**100**",
    "1e3 * 2": "**2000**",
    "255 in binary": "**11111111**",
    "1010 binary to decimal": "**10**",
    "9^9^9 mod 7": "**1**",
    "Was ist 15 % von 80?": "**12**",
    "Was ergibt 128 geteilt durch 0,5?": "**256**",
    "wie viel sind 7,5 Prozent von 1.800": "**135**",
    "Wurzel aus 1764": "**42**",
    "3 hoch 4": "**81**",
    "combien font 12*(3+4)": "**84**",
    "combien font 356 fois 27": "**9612**",
    "racine carrée de 81": "**9**",
    "1 234,5 + 1": "**1235.5**",
    "¿cuál es la raíz cuadrada de 144?": "**12**",
    "cuánto es 34 por 19": "**646**",
    "dos más tres": "**5**",
    "1.234.567 + 1": "**1234568**",
    "increase 200 by 15%": "**230**",
    "20% off 80": "**64**",
    "12 is what percent of 80": "**15 %**",
    "what percent of 80 is 12": "**15 %**",
    "percentage change from 50 to 65": "**30 %**",
    "wie viel Prozent sind 12 von 48": "**25 %**",
    "¿Qué porcentaje es 18 de 72?": "**25 %**",
    "12 is 15% of what": "**80**",
    "8 as a percentage of 40": "**20 %**",
    "80€ - 20%": "**64**",
    "solve 12*(3+4)": "**84**",
    "If I lose 15% of 80, how much is that?": "**12**",
    "Was ist eigentlich 17 % von 50?": "**8.5**",
    "inverse tangent of 1": "0.785398163397",
}
ALGEBRA = {
    "solve 3x+5=20 and x-y=2": "`x = 5, y = 3`",
    "3x+5=20 y x-y=2": "`x = 5, y = 3`",
    "2x+3=11": "`x = 4`",
    "x^2 - 5x + 6 = 0": "`x = 2, x = 3`",
    "Löse x² + 2x − 15 = 0": "`x = -5, x = 3`",
    "Résous l'équation 5x - 8 = 2x + 13": "`x = 7`",
    "Resuelve x² - 9x + 20 = 0": "`x = 4, x = 5`",
    "Nullstellen von x^2-4": "`x = -2, x = 2`",
    "x^2+1=0": "`x = -i, x = i`",
    "solve for t: 2t + 1 = 7": "`t = 3`",
    "|x-3| = 2": "`x = 1, x = 5`",
    "x+1 = x+2": "no solution",
    "x+y=1; x+y=2": "no solution",
    "cos(x) = x": "0.7390851332",
    "x^5 - x - 1 = 0": "1.167303978",
    "sin x = 1/2": "infinitely many",
    "x^2 < 4": "`(-2 < x) and (x < 2)`",
    "1 < 2x+1 < 5": "`(0 < x) and (x < 2)`",
    "2x - 5 > 3(x + 1)": "`x < -8`",
    "expand (x+1)^3": "`x^3 + 3*x^2 + 3*x + 1`",
    "Kannst du (a+b)^2 ausmultiplizieren?": "`a^2 + 2*a*b + b^2`",
    "factor x^2-5x+6": "`(x - 3)*(x - 2)`",
    "factoriza x^3 - 8": "`(x - 2)*(x^2 + 2*x + 4)`",
    "simplify (x^2-1)/(x-1)": "`x + 1`",
    "Factor x^2 - 5x + 6 = 0": "`x = 2, x = 3`",
    "factors of x^2-5x+6": "`(x - 3)*(x - 2)`",
    "partial fractions of 1/(x^2-1)": "`-1/(2*(x + 1)) + 1/(2*(x - 1))`",
}
CALCULUS = {
    "what is the derivative of x^2 sin x": "`x^2*cos(x) + 2*x*sin(x)`",
    "d/dx x^3": "`3*x^2`",
    "\\frac{d}{dx} \\ln(x)": "`1/x`",
    "derivative of x^3 at x=2": "**12**",
    "second derivative of x^4": "`12*x^2`",
    "2nd derivative of x^4": "`12*x^2`",
    "5th derivative of x^6": "`720*x`",
    "Ableitung von e^(2x)": "`2*e^(2*x)`",
    "leite f(x) = x^2 ab": "`2*x`",
    "dérivée de x²·ln(x)": "`2*x*ln(x) + x`",
    "derivada de x^3 respecto a x": "`3*x^2`",
    "integrate 1/x from 1 to e": "**1**",
    "\\int_0^1 x^2 dx": "**1/3**",
    "∫ 2x dx": "`x^2`",
    "Stammfunktion von 1/x": "`ln(|x|)`",
    "intégrale de x e^x entre 0 et 1": "**1**",
    "integral de x^2 desde 0 hasta 3": "**9**",
    "integrate e^(-x^2) from -oo to oo": "`sqrt(pi)`",
    "integrate x^x from 0 to 1": "0.7834305107",
    "integrate 1/x from -1 to 1": "does not converge",
    "limit of sin(x)/x as x approaches 0": "**1**",
    "lim x->oo (1+1/x)^x": "2.71828182846",
    "\\lim_{x \\to 0} \\frac{1}{x}": "There is no limit",
    "Grenzwert von (x^2-1)/(x-1) für x gegen 1": "**2**",
    "limite de (3n² + 1)/(n² - n) quand n tend vers l'infini": "**3**",
    "límite cuando x tiende a 2 de (x² - 4)/(x - 2)": "**4**",
    "taylor series of e^x around 0 up to order 3": "`x^3/6 + x^2/2 + x + 1`",
    "f(x) = x^3 - 3x. Where are the maxima and minima?": "a local maximum",
    "minimum of x^2 - 4x + 7": "a local minimum",
    "local maximum and minimum of x^3 - 3x": "a local maximum",
    "sum of k^2 for k from 1 to 10": "**385**",
    "\\sum_{k=1}^{n} k": "`n*(n + 1)/2`",
    "sum of 1/n^2 from n=1 to infinity": "`pi^2/6`",
}
LISTS = {
    "mean of 3, 4, 8": "**5**",
    "Mittelwert von 3,5 und 4,5": "**4**",
    "moyenne de 12, 15 et 18": "**15**",
    "media de 2, 4 y 9": "**5**",
    "median of 3 9 1 7": "**5**",
    "standard deviation of 2, 4, 4, 4, 5, 5, 7, 9": "**2**",
    "mode of 1, 2, 2, 3": "**2**",
    "sum of 3, 4 and 5": "**12**",
    "gcd(12,18)": "**6**",
    "ggT von 12 und 18": "**6**",
    "pgcd de 84 et 126": "**42**",
    "lcm of 4 and 6": "**12**",
    "mcm de 15 y 35": "**105**",
    "is 7919 a prime number?": "**Yes**",
    "ist 91 eine Primzahl": "7 · 13",
    "prime factorization of 360": "`2^3 * 3^2 * 5`",
    "divisors of 12": "**1, 2, 3, 4, 6, 12**",
    "what are the factors of 12": "**1, 2, 3, 4, 6, 12**",
    "gcf of 12 and 18": "**6**",
    "the 10th prime": "**29**",
    "primes between 10 and 20": "**11, 13, 17, 19**",
    "determinant of [[1,2],[3,4]]": "**-2**",
    "det [1 2; 3 4]": "**-2**",
    "inverse der Matrix [[2,5],[1,3]]": "`[[3, -5], [-1, 2]]`",
    "eigenvalues of [[2,0],[0,3]]": "**3**",
    "[[1,2],[3,4]]*[[1,1],[0,1]]": "`[[1, 3], [3, 7]]`",
    "\\begin{pmatrix}1 & 2 \\\\ 3 & 4\\end{pmatrix}^2": "`[[7, 10], [15, 22]]`",
}
SEVERAL = {
    "mean and standard deviation of 2, 4, 4, 4, 5, 5, 7, 9": ("The mean is **5**", "= **2**"),
    "What is the mean of 3, 4, 8, and what is the median?": ("The mean is **5**", "The median is **4**"),
    "min, max and median of 3, 9, 4": ("**3**", "**9**", "**4**"),
    "variance and standard deviation of 1, 3": ("the variance of 1, 3", "the standard deviation of 1, 3"),
    "sum and product of 3, 4 and 5": ("The sum is **12**", "The product is **60**"),
    "gcd as well as the lcm of 12 and 18": ("**6**", "**36**"),
    "derivative and integral of x^2": ("`2*x`", "`x^3/3`"),
    "determinant and inverse of [[2,5],[1,3]]": ("**1**", "`[[3, -5], [-1, 2]]`"),
    "Mittelwert und Median von 3, 4, 8": ("The mean is **5**", "The median is **4**"),
    "la moyenne et la médiane de 3, 4, 8": ("The mean is **5**", "The median is **4**"),
    "media y mediana de 3, 4, 8": ("The mean is **5**", "The median is **4**"),
}
APART = (
    "derivative of x^2 and the integral of x^3",
    "find the limit of sin(x)/x as x approaches 0 and then find the derivative of x^2",
    "sum of 3 and the product of 4 and 5",
    "difference between the mean and the median of 3, 4, 8",
)
NO_ANSWER = (
    *("hello", "how are you?", "I have 3 apples", "12 / 0", "42", "x", "plot x^2", "area of a circle", "integrate"),
    *("3 4 5", "what is love", "17%", "If 4 printers need 6 hours, how many do 3 printers need?", "1, 2, 3", "and"),
    *("x.__class__", "we split 147.60 between 6 people with 15% tip", "gcd of 1.5 and 2", "log(", "[1,2;3]", "2 +"),
    "1.5th prime",
    "product of [[1,2],[3,4]] and [[5,6],[7,8]]",
)


@pytest.mark.parametrize(("question", "result"), [*(ARITHMETIC | ALGEBRA | CALCULUS | LISTS).items()])
def test_a_question_is_answered(question: str, result: str) -> None:
    assert result in answer(question, "")


@pytest.mark.parametrize(("question", "results"), [*SEVERAL.items()])
def test_several_things_about_the_same_are_answered_one_after_the_other(
    question: str, results: tuple[str, ...]
) -> None:
    told = answer(question, "")
    for result in results:
        assert result in told
    with pytest.raises(NotUnderstood, match="several results"):
        answer("and times 3?", told)


@pytest.mark.parametrize("question", APART)
def test_several_things_about_different_formulas_are_asked_for_one_by_one(question: str) -> None:
    with pytest.raises(NotUnderstood, match="several things at once"):
        answer(question, "")


@pytest.mark.parametrize("question", NO_ANSWER)
def test_what_is_not_understood_is_not_guessed(question: str) -> None:
    with pytest.raises(NotUnderstood):
        answer(question, "")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("9**9**9", "369,693,100 digits"),
        ("factorial(10**7)", "65,657,060 digits"),
        ("expand (x+y+z)^5000", "12,507,501 terms"),
        ("binomial(10^9, 5*10^8)", "digits"),
        ("pi to 100000 digits", "1,000 decimal places"),
        ("(10^9 + 1/2)!", "at most 300"),
    ],
)
def test_too_much_is_refused_with_its_size(question: str, said: str) -> None:
    with pytest.raises(TooMuch, match=said):
        answer(question, "")


def test_an_answer_says_how_it_read_the_question_and_shows_the_steps() -> None:
    told = answer("solve 2(x-1) = 3x + 4", "")
    assert told.startswith(r"I read this as \(2 \, \left(x - 1\right) = 3 \, x + 4\).")
    assert r"1. Gather \(x\) on the left" in told
    assert told.endswith("Check: put back in, it fits.")


def test_the_steps_of_a_derivative_and_an_integral_name_their_rules() -> None:
    assert "Product rule" in answer("derivative of x*e^x", "")
    assert "By parts" in answer("integrate x*e^x", "")
    assert "Check: its derivative is the function again." in answer("integrate x*e^x", "")


@pytest.mark.parametrize("question", ["1,234 + 1", "1,234x = 2468", "(1,234 x)^2"])
def test_a_number_that_can_be_read_in_two_ways_is_said_to_be(question: str) -> None:
    assert "I read 1,234 as 1234; if 1.234 was meant, write it so." in answer(question, "")


def test_log_without_a_base_is_told_in_both_readings() -> None:
    told = answer("log(100)", "")
    assert "4.60517018599" in told
    assert "with base 10 it is **2**" in told


@pytest.mark.parametrize(
    ("first", "then", "result"),
    [
        ("what is 12*(3+4)", "and times 3?", "**252**"),
        ("derivative of x^2 sin x", "now integrate it", "`x^2*sin(x)`"),
        ("17% of 2,340", "plus 10", "**407.8**"),
        ("3x = 12", "square root of that", "**2**"),
        ("expand (x+1)^2", "und jetzt die Ableitung davon", "`2*x + 2`"),
    ],
)
def test_a_follow_up_goes_on_from_the_last_result(first: str, then: str, result: str) -> None:
    assert result in answer(then, answer(first, ""))


def test_a_follow_up_without_a_result_asks_for_the_whole() -> None:
    with pytest.raises(NotUnderstood, match="whole formula"):
        answer("and times 3?", "")
    with pytest.raises(NotUnderstood, match="several results"):
        answer("now times 3", answer("x^2 = 4", ""))
