package org.example.claims;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.naming.NamingException;
import javax.naming.directory.DirContext;
import javax.naming.directory.SearchControls;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.BasicQuery;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.expression.Expression;
import org.springframework.expression.ExpressionParser;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;
import org.springframework.http.ResponseEntity;
import org.springframework.ldap.support.LdapEncoder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.view.RedirectView;

@RestController
public class ClaimController {

    private static final Pattern PLATE = Pattern.compile("^(\"?)(?:[A-Z]+-?)+[0-9]+\\1$");
    private static final Pattern NUMBER = Pattern.compile("C-[0-9]{4}-[0-9]{1,8}");
    private static final Map<String, URI> SURVEYORS = Map.of(
            "north", URI.create("https://north.surveyors.example/slots"),
            "south", URI.create("https://south.surveyors.example/slots"));

    private final HttpClient http = HttpClient.newHttpClient();
    private final ExpressionParser expressions = new SpelExpressionParser();
    private final MongoTemplate mongo;
    private final DirContext directory;

    public ClaimController(MongoTemplate mongo, DirContext directory) {
        this.mongo = mongo;
        this.directory = directory;
    }

    @GetMapping("/claims")
    public List<Document> claims(@RequestParam String city) {
        Query query = new BasicQuery("{ city: '" + city + "', state: 'open' }");
        return mongo.find(query, Document.class, "claims");
    }

    @GetMapping("/claims/closed")
    public List<Document> closed(@RequestParam String city) {
        Query query = Query.query(Criteria.where("city").is(city).and("state").is("closed"));
        return mongo.find(query, Document.class, "claims");
    }

    @PostMapping("/claims/{number}/photo")
    public ResponseEntity<byte[]> photo(@PathVariable String number, @RequestBody Map<String, String> body)
            throws IOException, InterruptedException {
        if (!NUMBER.matcher(number).matches()) {
            return ResponseEntity.notFound().build();
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(body.get("source"))).GET().build();
        HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        return ResponseEntity.ok().header("Content-Type", "image/jpeg").body(answer.body());
    }

    @GetMapping("/slots")
    public ResponseEntity<String> slots(@RequestParam String region) throws IOException, InterruptedException {
        URI address = SURVEYORS.get(region);
        if (address == null) {
            return ResponseEntity.notFound().build();
        }
        HttpRequest request = HttpRequest.newBuilder(address).GET().build();
        String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        return ResponseEntity.ok().header("Content-Type", "application/json").body(body);
    }

    @GetMapping("/premium")
    public Object premium(@RequestParam String formula, @RequestParam double value) {
        Expression expression = expressions.parseExpression(formula);
        return expression.getValue(Map.of("value", value));
    }

    @GetMapping("/rebate")
    public Double rebate(@RequestParam double value) {
        SimpleEvaluationContext context = SimpleEvaluationContext.forReadOnlyDataBinding().build();
        context.setVariable("value", value);
        return expressions.parseExpression("#value * 0.93").getValue(context, Double.class);
    }

    @GetMapping("/plates")
    public boolean plate(@RequestHeader("X-Plate") String plate) {
        return PLATE.matcher(plate).matches();
    }

    @GetMapping("/adjusters")
    public boolean adjuster(HttpServletRequest request) throws NamingException {
        String filter = "(&(objectClass=adjuster)(mail=" + request.getParameter("mail") + "))";
        return directory.search("ou=people,dc=example", filter, new SearchControls()).hasMore();
    }

    @GetMapping("/experts")
    public boolean expert(@RequestParam String mail) throws NamingException {
        String filter = "(mail=" + LdapEncoder.filterEncode(mail) + ")";
        return directory.search("ou=people,dc=example", filter, new SearchControls()).hasMore();
    }

    @GetMapping("/pay")
    public RedirectView pay(@RequestParam String provider, @RequestParam long claim) {
        return new RedirectView("https://" + provider + "/pay?claim=" + claim);
    }

    @GetMapping("/receipt")
    public RedirectView receipt(@RequestParam long claim) {
        return new RedirectView("/claims/" + claim + "/receipt");
    }

    @PostMapping("/claims/search")
    public List<Document> search(@RequestBody Map<String, Object> body) {
        Document owner = new Document("$eq", String.valueOf(body.get("owner")));
        Bson filter = new Document("state", "open").append("owner", owner);
        return mongo.getCollection("claims").find(filter).into(new ArrayList<>());
    }
}
