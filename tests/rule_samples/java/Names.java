package samples;

import java.util.Objects;

// Texts whose identity is meant.
class Names {
    private final String held;

    Names(String held) {
        this.held = held;
    }

    Names stripped() {
        String text = this.held;
        String before = text;
        text = text.strip();
        // ok: java-bug-string-compared-by-identity
        if (text != before) {
            return new Names(text);
        }
        return this;
    }

    Names cleaned(String given) {
        String clean = given.replace('-', '_');
        // ok: java-bug-string-compared-by-identity
        return clean == given ? this : new Names(clean);
    }

    Names shortened(String given) {
        String shorter = Texts.shorten(given, 10);
        // ok: java-bug-string-compared-by-identity
        if (shorter == given) {
            return this;
        }
        return new Names(shorter);
    }

    boolean sameName(String left, String right) {
        // ok: java-bug-string-compared-by-identity
        if (left == right) {
            return true;
        } else if (left != null) {
            return left.equals(right);
        }
        return false;
    }

    boolean differs(String left, String right) {
        // ok: java-bug-string-compared-by-identity
        return left != right && !Objects.equals(left, right);
    }

    boolean sameObject(String left, String right) {
        // The identity of the two is asked, not their text.
        // ok: java-bug-string-compared-by-identity
        return left == right;
    }

    boolean late(String left, String right) {
        // ruleid: java-bug-string-compared-by-identity
        return left == right;
    }
}
