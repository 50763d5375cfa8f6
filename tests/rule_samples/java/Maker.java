package samples;

import java.io.InputStream;
import java.security.MessageDigest;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;

// Makes documents and reads none.
class Maker {
    static final String EMPTY = "empty";
    private final DocumentBuilderFactory factory;

    Maker() {
        // ok: java-xxe
        factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
    }

    Maker(MessageDigest digest) {
        this();
    }

    static class Summing {
        Summing(InputStream in, MessageDigest digest) {
        }

        Summing(InputStream in) throws Exception {
            // ok: java-weak-crypto-hash
            this(in, MessageDigest.getInstance("MD5"));
        }
    }

    Document empty() throws Exception {
        return factory.newDocumentBuilder().newDocument();
    }

    boolean none(String text) {
        // ok: java-bug-string-compared-by-identity
        return text == EMPTY;
    }
}
