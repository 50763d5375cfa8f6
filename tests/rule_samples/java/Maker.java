package samples;

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

    Document empty() throws Exception {
        return factory.newDocumentBuilder().newDocument();
    }

    boolean none(String text) {
        // ok: java-bug-string-compared-by-identity
        return text == EMPTY;
    }
}
