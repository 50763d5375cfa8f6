package org.example.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathFactory;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.Velocity;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.stereotype.Component;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

@Component
public class Importer {

    private static final String NUMBERS = "java.lang.Long;java.lang.Number;maxdepth=2;!*";
    private static final String PLAIN = "[a-z0-9][a-z0-9-]{0,40}";

    private final ObjectMapper json = new ObjectMapper();

    @RabbitListener(queues = "import")
    public String receive(@Payload byte[] message, @Header("kind") String kind) throws Exception {
        String text = new String(message, StandardCharsets.UTF_8);
        return switch (kind) {
            case "state" -> String.valueOf(state(message));
            case "counters" -> String.valueOf(counters(message));
            case "plan" -> plan(text).getDocumentElement().getTagName();
            case "order" -> order(text).getDocumentElement().getTagName();
            case "letter" -> letter(text);
            case "settings" -> String.valueOf(settings(text));
            case "record" -> record(text).path("id").asText();
            case "check" -> String.valueOf(check(text));
            case "pack" -> String.valueOf(pack(text));
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private Object state(byte[] message) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(message))) {
            return in.readObject();
        }
    }

    private Object counters(byte[] message) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(message))) {
            in.setObjectInputFilter(ObjectInputFilter.Config.createFilter(NUMBERS));
            return in.readObject();
        }
    }

    private Document plan(String text) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    }

    private Document order(String text) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    }

    private String letter(String text) {
        VelocityContext context = new VelocityContext(Map.of("sender", "library"));
        StringWriter out = new StringWriter();
        Velocity.evaluate(context, out, "letter", text);
        return out.toString();
    }

    public String receipt(String name) {
        StringWriter out = new StringWriter();
        Velocity.evaluate(new VelocityContext(Map.of("name", name)), out, "receipt", "Received from $name");
        return out.toString();
    }

    private Object settings(String text) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }

    private JsonNode record(String text) throws IOException {
        return json.readTree(text);
    }

    public Object preferences(InputStream body) throws IOException {
        ObjectMapper open = new ObjectMapper();
        open.enableDefaultTyping();
        return open.readValue(body, Object.class);
    }

    private int check(String host) throws IOException, InterruptedException {
        Process process = Runtime.getRuntime().exec(new String[] {"sh", "-c", "nc -z " + host + " 443"});
        return process.waitFor();
    }

    private int pack(String name) throws IOException, InterruptedException {
        if (!name.matches(PLAIN)) {
            throw new IllegalArgumentException(name);
        }
        ProcessBuilder builder = new ProcessBuilder(List.of("tar", "-czf", "/var/sync/out.tgz", "--", name));
        return builder.directory(new File("/var/sync/in")).inheritIO().start().waitFor();
    }

    public String shelf(Document catalogue, String[] arguments) throws Exception {
        XPath path = XPathFactory.newInstance().newXPath();
        return path.evaluate("//book[@isbn='" + arguments[0] + "']/shelf", catalogue);
    }

    public String place(Document catalogue, String isbn) throws Exception {
        XPath path = XPathFactory.newInstance().newXPath();
        path.setXPathVariableResolver(name -> "isbn".equals(name.getLocalPart()) ? isbn : null);
        return path.evaluate("//book[@isbn=$isbn]/place", catalogue);
    }

    public void announce(String topic, String title) throws IOException {
        try (Socket socket = new Socket("board.internal", 80); OutputStream out = socket.getOutputStream()) {
            String path = URLEncoder.encode(topic, StandardCharsets.UTF_8);
            out.write(("POST /" + path + " HTTP/1.1\r\nHost: board.internal\r\n").getBytes(StandardCharsets.UTF_8));
            out.write(("X-Title: " + title + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    public boolean sameCount(Long left, Long right) {
        return left == right;
    }

    public boolean sameTotal(Long left, Long right) {
        return Objects.equals(left, right);
    }
}
