package samples;

class Pool {
    private static final String NONE = "none";

    Name canonical(Name name) {
        String one = name.text.intern();
        String old = name.text;
        // ok: java-bug-string-compared-by-identity
        if (one == old) {
            return name;
        }
        return new Name(one);
    }
}
