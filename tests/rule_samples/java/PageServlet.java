package com.acme.web;

import java.io.*;
import javax.naming.directory.*;
import javax.servlet.http.*;
import javax.xml.xpath.*;
import org.springframework.web.bind.annotation.*;

@RestController
public class PageServlet extends HttpServlet {
    private DirContext ctx;
    private XPath xpath = XPathFactory.newInstance().newXPath();

    protected void doGet(HttpServletRequest req, HttpServletResponse resp) throws IOException {
        String name = req.getParameter("name");
        resp.setContentType("text/html");
        PrintWriter out = resp.getWriter();
        // ruleid: java-xss
        out.println("<h1>Hello " + name + "</h1>");
        // ok: java-xss
        out.println("<h1>Hello " + HtmlUtils.htmlEscape(name) + "</h1>");
        // ok: java-xss
        out.println("<p>Page " + Integer.parseInt(req.getParameter("page")) + "</p>");
        // ruleid: java-xss
        resp.getWriter().write(name);
    }

    protected void doPost(HttpServletRequest req, HttpServletResponse resp) throws IOException {
        resp.setContentType("application/json");
        // ok: java-xss
        resp.getWriter().write(req.getParameter("name"));
    }

    @GetMapping("/hello")
    public String hello(@RequestParam String name) {
        // ruleid: java-xss
        return "<html><body>Hello " + name + "</body></html>";
    }

    @GetMapping("/hi")
    public ResponseEntity<String> hi(@RequestParam String name) {
        String page = String.format("<b>%s</b>", Encode.forHtml(name));
        if (name.isEmpty()) {
            // ok: java-xss
            return ResponseEntity.ok("Hello " + name);
        }
        // ruleid: java-xss
        return ResponseEntity.ok(String.format("<b>%s</b>", name));
    }

    @GetMapping("/user")
    Object user(@RequestParam String uid) throws Exception {
        // ruleid: java-ldap-injection
        ctx.search("ou=people", "(uid=" + uid + ")", controls);
        // ok: java-ldap-injection
        return ctx.search("ou=people", "(uid={0})", new Object[] {uid}, controls);
    }

    void mail(HttpServletRequest request) throws Exception {
        String filter = "(mail=" + request.getParameter("mail") + ")";
        // ruleid: java-ldap-injection
        ctx.search("ou=people", filter, controls);
        // ok: java-ldap-injection
        ctx.search("ou=people", "(mail=" + LdapEncoder.filterEncode(request.getParameter("mail")) + ")", controls);
    }

    boolean member(String uid, String group) throws Exception {
        String filter = String.format("(&(uid=%s)(memberOf=%s))", uid, group);
        // ruleid: java-ldap-injection
        return ctx.search("dc=acme", filter, controls).hasMore();
    }

    boolean known(String uid) throws Exception {
        // ok: java-ldap-injection
        return ctx.search("dc=acme", "(uid=" + encodeFilter(uid) + ")", controls).hasMore();
    }

    Node find(String user, Document doc) throws Exception {
        // ruleid: java-xpath-injection
        xpath.evaluate("//user[name='" + user + "']", doc);
        String expression = String.format("//user[@id='%s']", user);
        // ruleid: java-xpath-injection
        XPathExpression e = xpath.compile(expression);
        // ok: java-xpath-injection
        xpath.evaluate("//user[name=$name]", doc);
        // ok: java-xpath-injection
        xpath.compile("//user");
        return null;
    }
}
