package com.acme.proxy;

import java.net.*;
import javax.servlet.http.*;
import org.springframework.web.bind.annotation.*;
import org.springframework.web.client.RestTemplate;

@Controller
public class ProxyController {
    private static final Set<String> HOSTS = Set.of("img.example.com");
    private final RestTemplate restTemplate = new RestTemplate();
    @Value("${billing.url}")
    private String baseUrl;

    @GetMapping("/preview")
    public String preview(@RequestParam String url) throws Exception {
        // ruleid: java-ssrf
        String body = restTemplate.getForObject(url, String.class);
        // ruleid: java-ssrf
        InputStream in = new URL(url).openStream();
        URL target = new URL(url);
        // ruleid: java-ssrf
        HttpURLConnection con = (HttpURLConnection) target.openConnection();
        // ruleid: java-ssrf
        HttpRequest req = HttpRequest.newBuilder().uri(URI.create(url)).GET().build();
        // ruleid: java-ssrf
        return webClient.get().uri(url).retrieve().bodyToMono(String.class).block();
    }

    @GetMapping("/item/{id}")
    public String item(@PathVariable String id) {
        // ok: java-ssrf
        restTemplate.getForObject("https://api.example.com/items/" + id, String.class);
        // ok: java-ssrf
        restTemplate.getForObject("https://api.example.com/items/{id}", String.class, id);
        // ok: java-ssrf
        return restTemplate.getForObject(baseUrl + "/items/" + id, String.class);
    }

    @GetMapping("/image")
    public byte[] image(@RequestParam String url) throws Exception {
        URI uri = URI.create(url);
        if (!HOSTS.contains(uri.getHost())) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        }
        // ok: java-ssrf
        return restTemplate.getForObject(uri, byte[].class);
    }

    @GetMapping("/go")
    public String go(@RequestParam String next, HttpServletRequest request, HttpServletResponse response) throws Exception {
        // ruleid: java-open-redirect
        response.sendRedirect(request.getParameter("to"));
        // ok: java-open-redirect
        response.sendRedirect(request.getContextPath() + "/home");
        // ok: java-open-redirect
        response.sendRedirect("/items/" + next);
        // ruleid: java-open-redirect
        return "redirect:" + next;
    }

    @GetMapping("/back")
    public RedirectView back(@RequestParam String next) {
        if (!next.startsWith("/") || next.startsWith("//")) {
            next = "/";
        }
        // ok: java-open-redirect
        return new RedirectView(next);
    }

    @GetMapping("/out")
    public ResponseEntity<Void> out(@RequestParam String to, @RequestParam String id) {
        if (id != null) {
            // ok: java-open-redirect
            return ResponseEntity.status(302).location(URI.create("/orders/" + id)).build();
        }
        // ruleid: java-open-redirect
        return ResponseEntity.status(302).location(URI.create(to)).build();
    }

    @GetMapping("/lang")
    public void lang(@RequestParam String lang, @RequestParam int size, HttpServletResponse response) {
        // ruleid: java-header-injection
        response.setHeader("Content-Language", lang);
        // ruleid: java-header-injection
        response.addHeader("X-Lang", "l=" + lang);
        // ok: java-header-injection
        response.setHeader("X-Size", String.valueOf(size));
        // ok: java-header-injection
        response.setHeader("X-Lang", lang.replaceAll("[\r\n]", ""));
    }
}
