package files

import (
	"archive/tar"
	"archive/zip"
	"io"
	"io/ioutil"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v2"
	"github.com/gorilla/mux"
	"github.com/labstack/echo/v4"
)

const root = "/srv/files"

func A(w http.ResponseWriter, r *http.Request) {
	name := mux.Vars(r)["name"]
	// ruleid: go-path-traversal
	data, err := os.ReadFile(filepath.Join(root, name))
	_ = err
	w.Write(data)
}

func B(c *gin.Context) {
	// ruleid: go-path-traversal
	c.File(root + "/" + c.Param("file"))
}

func C(c echo.Context) error {
	fh, err := c.FormFile("upload")
	if err != nil {
		return err
	}
	src, _ := fh.Open()
	// ruleid: go-bug-not-closed, go-path-traversal
	dst, err := os.Create(filepath.Join("/uploads", c.FormValue("name")))
	io.Copy(dst, src)
	return nil
}

func D(c *fiber.Ctx) error {
	p := path.Join("./static", c.Query("p"))
	// ruleid: go-path-traversal
	return c.SendFile(p)
}

func E(w http.ResponseWriter, r *http.Request) {
	file := r.URL.Path[len("/download/"):]
	http.ServeFile(w, r, root+"/"+file)
}

func F(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-path-traversal
	f, err := os.OpenFile(root+r.URL.Query().Get("log"), os.O_RDONLY, 0)
	_ = f
	_ = err
}

func G(w http.ResponseWriter, r *http.Request) {
	target := filepath.Clean(r.FormValue("file"))
	// ruleid: go-path-traversal
	if err := os.Remove(filepath.Join(root, target)); err != nil {
		return
	}
}

func H(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-bug-ignored-error, go-path-traversal
	b, _ := ioutil.ReadFile("./pages/" + r.PathValue("page") + ".md")
	w.Write(b)
}

func I(c *gin.Context) {
	file, _ := c.FormFile("file")
	// ruleid: go-path-traversal
	c.SaveUploadedFile(file, "./up/"+c.PostForm("dir")+"/x")
}

func J(c echo.Context) error {
	// ruleid: go-path-traversal
	return c.Attachment("/data/"+c.Param("id"), "x")
}

func Unzip(src, dest string) error {
	r, err := zip.OpenReader(src)
	if err != nil {
		return err
	}
	for _, f := range r.File {
		target := filepath.Join(dest, f.Name)
		// ruleid: go-bug-not-closed, go-zip-slip
		out, err := os.Create(target)
		if err != nil {
			return err
		}
		rc, _ := f.Open()
		io.Copy(out, rc)
	}
	return nil
}

func Untar(rd io.Reader, dest string) error {
	tr := tar.NewReader(rd)
	for {
		h, err := tr.Next()
		if err == io.EOF {
			return nil
		}
		p := dest + "/" + h.Name
		switch h.Typeflag {
		case tar.TypeDir:
			// ruleid: go-zip-slip
			os.MkdirAll(p, 0755)
		case tar.TypeReg:
			// ruleid: go-zip-slip
			f, _ := os.OpenFile(p, os.O_CREATE|os.O_WRONLY, 0644)
			io.Copy(f, tr)
		}
	}
}

func extractEntry(f *zip.File, dest string) error {
	// ruleid: go-bug-not-closed, go-zip-slip
	out, err := os.Create(filepath.Join(dest, f.Name))
	_ = out
	return err
}

func Ok1(w http.ResponseWriter, r *http.Request) {
	name := filepath.Base(r.URL.Query().Get("name"))
	// ok: go-path-traversal
	os.ReadFile(filepath.Join(root, name))
}

func Ok2(w http.ResponseWriter, r *http.Request) {
	p := filepath.Join(root, filepath.Clean("/"+r.URL.Query().Get("name")))
	if !strings.HasPrefix(p, root+"/") {
		http.NotFound(w, r)
		return
	}
	// ok: go-path-traversal
	os.ReadFile(p)
}

func Ok3(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	if !filepath.IsLocal(name) {
		http.NotFound(w, r)
		return
	}
	// ok: go-path-traversal
	os.ReadFile(filepath.Join(root, name))
}

func Ok4(w http.ResponseWriter, r *http.Request) {
	http.FileServer(http.Dir(root)).ServeHTTP(w, r)
	http.ServeFile(w, r, "static/index.html")
}

func Ok5(src, dest string) error {
	r, err := zip.OpenReader(src)
	if err != nil {
		return err
	}
	for _, f := range r.File {
		target := filepath.Join(dest, f.Name)
		if !strings.HasPrefix(target, filepath.Clean(dest)+string(os.PathSeparator)) {
			return fmt.Errorf("illegal path %s", f.Name)
		}
		// ok: go-zip-slip
		os.Create(target)
	}
	return nil
}

func Ok6(c *gin.Context) {
	id, err := uuid.Parse(c.Param("id"))
	if err != nil {
		return
	}
	// ok: go-path-traversal
	c.File("/data/" + id.String() + ".pdf")
	n, _ := strconv.Atoi(c.Param("n"))
	// ok: go-path-traversal
	os.ReadFile(fmt.Sprintf("/data/%d.txt", n))
}

func Ok7(c *gin.Context) {
	name := c.Param("n")
	if strings.Contains(name, "..") || strings.ContainsAny(name, "/\\") {
		c.Status(400)
		return
	}
	// ok: go-path-traversal
	os.ReadFile("/data/" + name)
}

func Ok8(w http.ResponseWriter, r *http.Request) {
	rt, _ := os.OpenRoot(root)
	rt.Open(r.URL.Query().Get("f"))
	fh := r.MultipartForm.File["f"][0]
	os.Create(filepath.Join(root, filepath.Base(fh.Filename)))
	rel, err := filepath.Rel(root, filepath.Join(root, r.FormValue("x")))
	if err != nil || strings.HasPrefix(rel, "..") {
		return
	}
	// ok: go-path-traversal
	os.Open(filepath.Join(root, rel))
}

func (s *Store) Purge(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	var order struct{ File string }
	if err = json.Unmarshal(raw, &order); err != nil {
		return
	}
	// ruleid: go-path-traversal
	os.Remove("/srv/" + order.File)
	rest := r.URL.Path[len("/files/"):]
	// ruleid: go-path-traversal
	os.Remove("/srv/" + rest)
}
