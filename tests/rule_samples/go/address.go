package files

import (
	"archive/tar"
	"archive/zip"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

func download(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("file")
	// ruleid: go-path-traversal
	data, err := os.ReadFile(filepath.Join("/srv/files", name))
	// ok: go-path-traversal
	data, err = os.ReadFile(filepath.Join("/srv/files", filepath.Base(name)))
	// ruleid: go-path-traversal
	http.ServeFile(w, r, "./public/"+name)
	full := filepath.Join(root, name)
	if !strings.HasPrefix(full, root+"/") {
		return
	}
	// ok: go-path-traversal
	http.ServeFile(w, r, full)
	// ok: go-path-traversal
	// ruleid: go-bug-not-closed
	f, err := os.Open("/etc/app/config.yaml")
}

func attachment(c *gin.Context) {
	// ruleid: go-path-traversal
	c.File("./uploads/" + c.Param("name"))
	file, err := c.FormFile("file")
	// ruleid: go-path-traversal
	c.SaveUploadedFile(file, "/srv/uploads/"+file.Filename)
	// ok: go-path-traversal
	c.SaveUploadedFile(file, "/srv/uploads/"+filepath.Base(file.Filename))
}

func proxy(w http.ResponseWriter, r *http.Request) {
	target := r.URL.Query().Get("url")
	// ruleid: go-ssrf, go-bug-not-closed
	resp, err := http.Get(target)
	// ok: go-ssrf
	resp, err = http.Get("https://api.example.com/users/" + target)
	// ok: go-ssrf
	resp, err = http.Get(fmt.Sprintf("https://api.example.com/users/%s", target))
	// ok: go-ssrf
	resp, err = http.Get(s.cfg.BaseURL + "/users/" + target)
	// ruleid: go-ssrf
	req, err := http.NewRequestWithContext(r.Context(), "GET", "http://"+target+"/status", nil)
	// ruleid: go-ssrf
	s.httpClient.Get(target)
}

func fetchAllowed(w http.ResponseWriter, r *http.Request) {
	target := r.FormValue("url")
	u, err := url.Parse(target)
	if err != nil || !allowedHosts[u.Hostname()] {
		return
	}
	// ok: go-ssrf
	// ruleid: go-bug-not-closed
	resp, err := http.Get(target)
}

func login(w http.ResponseWriter, r *http.Request) {
	next := r.FormValue("next")
	// ruleid: go-open-redirect
	http.Redirect(w, r, next, http.StatusFound)
	// ok: go-open-redirect
	http.Redirect(w, r, "/users/"+next, http.StatusFound)
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") {
		next = "/"
	}
	// ok: go-open-redirect
	http.Redirect(w, r, next, http.StatusFound)
}

func callback(c echo.Context) error {
	// ruleid: go-open-redirect
	return c.Redirect(http.StatusFound, c.QueryParam("return_to"))
}

func unzip(r *zip.Reader, dest string) error {
	for _, f := range r.File {
		target := filepath.Join(dest, f.Name)
		// ruleid: go-zip-slip
		out, err := os.Create(target)
		out.Close()
	}
	for _, f := range r.File {
		target := filepath.Join(dest, f.Name)
		if !strings.HasPrefix(target, filepath.Clean(dest)+string(os.PathSeparator)) {
			return errEscape
		}
		// ok: go-zip-slip
		out, err := os.OpenFile(target, os.O_CREATE, f.Mode())
	}
	return nil
}

func untar(tr *tar.Reader, dest string) error {
	for {
		h, err := tr.Next()
		if err == io.EOF {
			return nil
		}
		// ruleid: go-zip-slip
		out, err := os.OpenFile(filepath.Join(dest, h.Name), os.O_CREATE|os.O_WRONLY, 0o600)
		// ok: go-zip-slip
		out, err = os.Create(filepath.Join(dest, filepath.Base(h.Name)))
	}
}
