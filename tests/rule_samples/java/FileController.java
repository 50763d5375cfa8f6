package com.acme.files;

import java.io.*;
import java.nio.file.*;
import java.util.zip.*;
import org.springframework.web.bind.annotation.*;
import org.springframework.web.multipart.MultipartFile;

@RestController
public class FileController {
    private final Path root = Paths.get("/srv/files");

    @GetMapping("/download")
    public byte[] download(@RequestParam String name) throws IOException {
        // ruleid: java-path-traversal
        return Files.readAllBytes(Paths.get("/srv/files", name));
    }

    @PostMapping("/upload")
    public void upload(@RequestParam("file") MultipartFile file) throws IOException {
        // ruleid: java-path-traversal
        file.transferTo(root.resolve(file.getOriginalFilename()));
        String safe = UUID.randomUUID() + ".bin";
        // ok: java-path-traversal
        file.transferTo(root.resolve(safe));
        // ok: java-path-traversal
        file.transferTo(root.resolve(Paths.get(file.getOriginalFilename()).getFileName()));
    }

    @GetMapping("/checked/{name}")
    public byte[] checked(@PathVariable String name) throws IOException {
        // ok: java-path-traversal
        Path path = root.resolve(name).normalize();
        if (!path.startsWith(root)) {
            throw new AccessDeniedException(name);
        }
        return Files.readAllBytes(path);
    }

    @GetMapping("/report/{id}")
    public File report(@PathVariable long id, @RequestParam String kind) {
        // ok: java-path-traversal
        File file = new File("/srv/reports", id + ".pdf");
        // ruleid: java-path-traversal
        return new File("/srv/reports/" + kind + ".pdf");
    }

    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        // ruleid: java-path-traversal
        try (InputStream in = new FileInputStream("/srv/" + request.getParameter("file"))) {
            in.transferTo(response.getOutputStream());
        }
        // ok: java-path-traversal
        File base = new File("/srv", FilenameUtils.getName(request.getParameter("file")));
    }

    void unzip(InputStream in, File dir) throws IOException {
        ZipInputStream zip = new ZipInputStream(in);
        ZipEntry entry;
        while ((entry = zip.getNextEntry()) != null) {
            File out = new File(dir, entry.getName());
            // ruleid: java-zip-slip
            Files.copy(zip, out.toPath());
        }
    }

    void untar(TarArchiveInputStream tar, Path dir) throws IOException {
        TarArchiveEntry e;
        while ((e = tar.getNextTarEntry()) != null) {
            String name = e.getName();
            Path target = dir.resolve(name);
            // ruleid: java-zip-slip
            Files.copy(tar, target);
        }
    }

    void unzipChecked(ZipInputStream zip, Path dir) throws IOException {
        ZipEntry entry;
        while ((entry = zip.getNextEntry()) != null) {
            // ok: java-zip-slip
            Path out = dir.resolve(entry.getName()).normalize();
            if (!out.startsWith(dir)) {
                throw new IOException("entry outside the folder");
            }
            Files.copy(zip, out);
        }
    }

    void list(ZipFile zip) {
        for (ZipEntry entry : Collections.list(zip.entries())) {
            // ok: java-zip-slip
            System.out.println(entry.getName());
        }
    }
}
