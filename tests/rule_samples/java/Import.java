package com.acme.imports;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.thoughtworks.xstream.XStream;
import java.beans.XMLDecoder;
import java.io.*;
import java.util.Base64;
import javax.servlet.http.HttpServletRequest;
import javax.xml.parsers.*;
import javax.xml.stream.*;
import javax.xml.transform.*;
import org.yaml.snakeyaml.Yaml;

public class Import {
    private final XStream xstream = new XStream();
    private final Yaml yaml = new Yaml();

    Object session(HttpServletRequest request) throws Exception {
        byte[] bytes = Base64.getDecoder().decode(request.getParameter("state"));
        ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes));
        // ruleid: java-unsafe-deserialisation
        return in.readObject();
    }

    Object message(byte[] body) throws Exception {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(body))) {
            // ruleid: java-unsafe-deserialisation-parameter
            return in.readObject();
        }
    }

    Object filtered(byte[] body) throws Exception {
        ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(body));
        // ok: java-unsafe-deserialisation-parameter
        in.setObjectInputFilter(ObjectInputFilter.Config.createFilter("com.acme.*;!*"));
        return in.readObject();
    }

    Object copy(Serializable original) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ObjectOutputStream(out).writeObject(original);
        // ok: java-unsafe-deserialisation-parameter
        return new ObjectInputStream(new ByteArrayInputStream(out.toByteArray())).readObject();
    }

    Object own() throws Exception {
        // ok: java-unsafe-deserialisation
        return new ObjectInputStream(Import.class.getResourceAsStream("/tables.bin")).readObject();
    }

    Object others(String text, InputStream stream) {
        // ruleid: java-unsafe-deserialisation-parameter
        xstream.fromXML(text);
        // ruleid: java-unsafe-deserialisation-parameter
        yaml.load(text);
        // ok: java-unsafe-deserialisation
        yaml.load(Import.class.getResourceAsStream("/defaults.yml"));
        // ruleid: java-unsafe-deserialisation-parameter
        return new XMLDecoder(stream).readObject();
    }

    void mappers(ObjectMapper mapper, ObjectMapper other) {
        // ruleid: java-unsafe-deserialisation-typing
        mapper.enableDefaultTyping();
        // ruleid: java-unsafe-deserialisation-typing
        mapper.activateDefaultTyping(LaissezFaireSubTypeValidator.instance, ObjectMapper.DefaultTyping.NON_FINAL);
        // ok: java-unsafe-deserialisation-typing
        other.activateDefaultTyping(BasicPolymorphicTypeValidator.builder().allowIfBaseType(Shape.class).build());
    }

    // ruleid: java-unsafe-deserialisation-typing
    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "@class")
    interface Event {}

    // ok: java-unsafe-deserialisation-typing
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    interface Shape {}

    Document parse(InputStream in) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        // ruleid: java-xxe
        return factory.newDocumentBuilder().parse(in);
    }

    Document parseSafely(InputStream in) throws Exception {
        // ok: java-xxe
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(in);
    }

    Document empty() throws Exception {
        // ok: java-xxe
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().newDocument();
    }

    void stream(InputStream in) throws Exception {
        // ruleid: java-xxe
        XMLStreamReader reader = XMLInputFactory.newInstance().createXMLStreamReader(in);
    }

    SAXParser parser() throws Exception {
        // ruleid: java-xxe
        SAXParser parser = SAXParserFactory.newInstance().newSAXParser();
    }

    void streamSafely(InputStream in) throws Exception {
        // ok: java-xxe
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    }

    void transform(InputStream in, Writer out) throws Exception {
        TransformerFactory factory = TransformerFactory.newInstance();
        // ruleid: java-xxe-transformer
        Transformer transformer = factory.newTransformer(new StreamSource(in));
        // ruleid: java-xxe-transformer
        transformer.transform(new StreamSource(in), new StreamResult(out));
    }

    void write(Document document, Writer out) throws Exception {
        Transformer transformer = TransformerFactory.newInstance().newTransformer();
        // ok: java-xxe-transformer
        transformer.transform(new DOMSource(document), new StreamResult(out));
    }

    void transformSafely(InputStream in, Writer out) throws Exception {
        TransformerFactory factory = TransformerFactory.newInstance();
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        // ok: java-xxe-transformer
        factory.newTransformer().transform(new StreamSource(in), new StreamResult(out));
    }
}
