# frozen_string_literal: true

require "sinatra/base"
require "rack/utils"
require "erb"
require "json"
require "zip"
require "sqlite3"
require "shellwords"

class Gallery < Sinatra::Base
  set :root, __dir__
  set :uploads, File.join(__dir__, "uploads")
  enable :logging

  helpers do
    def db
      @db ||= SQLite3::Database.new(File.join(settings.root, "gallery.db"))
    end

    def h(text)
      Rack::Utils.escape_html(text)
    end

    def photos_of(owner)
      db.execute("select id, title from photos where owner = '#{owner}' order by id")
    end
  end

  get "/u/:owner" do
    rows = photos_of(params["owner"])
    content_type :json
    rows.to_json
  end

  get "/p/:id" do
    row = db.get_first_row("select title, file from photos where id = ?", params["id"])
    halt 404 unless row
    "<h1>#{h(row[0])}</h1><img src=\"/files/#{h(row[1])}\">"
  end

  get "/find" do
    term = params["q"].to_s
    page = +"<h1>Results for "
    page << term
    page << "</h1>"
    page
  end

  get "/go" do
    redirect params["url"]
  end

  get "/back" do
    target = params["to"].to_s
    target = "/" unless %w[/ /about /albums].include?(target)
    redirect to(target)
  end

  post "/upload" do
    upload = params["photo"]
    name = upload[:filename]
    dest = settings.uploads + "/" + name
    File.open(dest, "wb") { |f| IO.copy_stream(upload[:tempfile], f) }
    redirect "/"
  end

  post "/avatar" do
    upload = params["photo"]
    ext = File.extname(upload[:filename].to_s).downcase
    halt 415 unless %w[.png .jpg].include?(ext)
    dest = File.join(settings.uploads, "#{SecureRandom.hex(16)}#{ext}")
    File.open(dest, "wb") { |f| IO.copy_stream(upload[:tempfile], f) }
    redirect "/"
  end

  post "/album" do
    Zip::File.open(params["zip"][:tempfile].path) do |zip|
      zip.each do |entry|
        next if entry.directory?

        path = File.join(settings.uploads, entry.name)
        FileUtils.mkdir_p(File.dirname(path))
        File.binwrite(path, entry.get_input_stream.read)
      end
    end
    redirect "/albums"
  end

  post "/album/flat" do
    root = File.realpath(settings.uploads)
    Zip::File.open(params["zip"][:tempfile].path) do |zip|
      zip.each do |entry|
        path = File.expand_path(entry.name, root)
        next unless path.start_with?(root + File::SEPARATOR)

        File.binwrite(path, entry.get_input_stream.read) if entry.file?
      end
    end
    redirect "/albums"
  end

  post "/rotate" do
    file = File.join(settings.uploads, File.basename(params["file"].to_s))
    system("mogrify -rotate #{params['deg']} #{file.shellescape}")
    redirect "/"
  end

  post "/strip" do
    file = File.join(settings.uploads, File.basename(params["file"].to_s))
    system("exiftool", "-all=", file)
    redirect "/"
  end

  get "/prefs" do
    prefs = Marshal.load(request.cookies["prefs"].to_s.unpack1("m"))
    content_type :json
    prefs.to_json
  end

  get "/theme" do
    theme = JSON.parse(request.cookies["theme"] || "{}")
    content_type :json
    theme.slice("colour", "font").to_json
  end
end
