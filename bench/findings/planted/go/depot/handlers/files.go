package handlers

import (
	"archive/tar"
	"archive/zip"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"
)

const root = "/srv/depot/files"

func below(dir, name string) (string, error) {
	full := filepath.Join(dir, name)
	if !strings.HasPrefix(full, filepath.Clean(dir)+string(os.PathSeparator)) {
		return "", errors.New("outside of the folder")
	}
	return full, nil
}

func save(path string, from io.Reader) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	to, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o640)
	if err != nil {
		return err
	}
	if _, err = io.Copy(to, from); err != nil {
		to.Close()
		return err
	}
	return to.Close()
}

// Drawing serves a drawing by name.
func Drawing(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	http.ServeFile(w, r, root+"/drawings/"+filepath.Clean(name))
}

// Manual serves a manual by name.
func Manual(w http.ResponseWriter, r *http.Request) {
	path, err := below(root+"/manuals", chi.URLParam(r, "*"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	body, err := os.ReadFile(path)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Write(body)
}

// Upload stores a photo.
func Upload(w http.ResponseWriter, r *http.Request) {
	from, header, err := r.FormFile("photo")
	if err != nil {
		http.Error(w, "photo", http.StatusBadRequest)
		return
	}
	defer from.Close()
	name := filepath.Base(header.Filename)
	if name == "." || name == ".." || name == string(os.PathSeparator) {
		http.Error(w, "name", http.StatusBadRequest)
		return
	}
	if err := save(filepath.Join(root, "photos", name), from); err != nil {
		http.Error(w, "storage", http.StatusInternalServerError)
	}
}

// Attach stores a file in the folder that the form names.
func Attach(w http.ResponseWriter, r *http.Request) {
	target := filepath.Join(root, r.FormValue("folder"), "attachment.bin")
	to, err := os.Create(target)
	if err != nil {
		http.Error(w, "storage", http.StatusInternalServerError)
		return
	}
	defer to.Close()
	if _, err := io.Copy(to, r.Body); err != nil {
		http.Error(w, "storage", http.StatusInternalServerError)
	}
}

// Unzip unpacks a delivery.
func Unzip(archive string) error {
	reader, err := zip.OpenReader(archive)
	if err != nil {
		return err
	}
	defer reader.Close()
	for _, entry := range reader.File {
		if entry.FileInfo().IsDir() {
			continue
		}
		from, err := entry.Open()
		if err != nil {
			return err
		}
		err = save(filepath.Join(root, "deliveries", entry.Name), from)
		from.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// Untar unpacks a backup.
func Untar(stream io.Reader) error {
	for reader := tar.NewReader(stream); ; {
		entry, err := reader.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		path, err := below(root+"/backup", entry.Name)
		if err != nil || entry.Typeflag != tar.TypeReg {
			continue
		}
		if err = save(path, reader); err != nil {
			return err
		}
	}
}

// Convert makes a preview of a drawing.
func Convert(w http.ResponseWriter, r *http.Request) {
	number, err := strconv.Atoi(chi.URLParam(r, "number"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	source := filepath.Join(root, "drawings", strconv.Itoa(number)+".svg")
	if err := exec.CommandContext(r.Context(), "rsvg-convert", "-o", source+".png", source).Run(); err != nil {
		http.Error(w, "convert", http.StatusInternalServerError)
	}
}

// Print sends a drawing to a printer.
func Print(w http.ResponseWriter, r *http.Request) {
	line := "lp -d " + r.FormValue("printer") + " /srv/depot/files/queue.pdf"
	if err := exec.CommandContext(r.Context(), "sh", "-c", line).Run(); err != nil {
		http.Error(w, "printer", http.StatusBadGateway)
	}
}
