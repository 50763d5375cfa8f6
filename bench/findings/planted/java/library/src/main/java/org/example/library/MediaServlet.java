package org.example.library;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.owasp.encoder.Encode;

@WebServlet("/media/*")
@MultipartConfig
public class MediaServlet extends HttpServlet {

    private static final Path ROOT = Path.of("/srv/library/media").toAbsolutePath().normalize();
    private static final Map<String, String> DESKS = Map.of("front", "/desk/front", "youth", "/desk/youth");

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String action = request.getPathInfo();
        if ("/cover".equals(action)) {
            File file = new File("/srv/library/covers/" + request.getParameter("isbn") + ".jpg");
            try (InputStream in = new FileInputStream(file)) {
                response.setContentType("image/jpeg");
                in.transferTo(response.getOutputStream());
            }
        } else if ("/sample".equals(action)) {
            Path file = ROOT.resolve(request.getParameter("name")).normalize();
            if (!file.startsWith(ROOT)) {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
                return;
            }
            response.setContentType("audio/mpeg");
            Files.copy(file, response.getOutputStream());
        } else if ("/hits".equals(action)) {
            String term = request.getParameter("q");
            response.setContentType("text/html;charset=UTF-8");
            response.getWriter().println("<h2>Hits for " + term + "</h2>");
        } else if ("/none".equals(action)) {
            response.setContentType("text/html;charset=UTF-8");
            response.getWriter().printf("<p>Nothing for %s</p>", Encode.forHtml(request.getParameter("q")));
        } else if ("/back".equals(action)) {
            response.sendRedirect(request.getParameter("url"));
        } else if ("/desk".equals(action)) {
            response.sendRedirect(DESKS.getOrDefault(String.valueOf(request.getParameter("desk")), "/"));
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        Part part = request.getPart("file");
        switch (String.valueOf(request.getPathInfo())) {
            case "/covers" -> part.write("/srv/library/covers/" + part.getSubmittedFileName());
            case "/samples" -> {
                String name = UUID.randomUUID() + ".mp3";
                Files.copy(part.getInputStream(), ROOT.resolve(name));
            }
            case "/bundle" -> unpack(part.getInputStream(), Path.of("/srv/library/bundles"));
            case "/album" -> unpackAlbum(part.getInputStream(), ROOT);
            default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
        Cookie last = new Cookie("last_upload", UUID.randomUUID().toString());
        last.setSecure(true);
        last.setHttpOnly(true);
        response.addCookie(last);
        Cookie editor = new Cookie("editor_token", UUID.randomUUID().toString());
        editor.setMaxAge(86400);
        editor.setPath("/");
        response.addCookie(editor);
    }

    private void unpack(InputStream stream, Path shelf) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(stream)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = shelf.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(zip, target);
                }
            }
        }
    }

    private void unpackAlbum(InputStream stream, Path shelf) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(stream)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = shelf.resolve(entry.getName()).normalize();
                if (!target.startsWith(shelf)) {
                    throw new IOException("entry outside of the shelf");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(zip, target);
                }
            }
        }
    }
}
