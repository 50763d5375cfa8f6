require "sinatra"
require "open3"
require "net/http"
require "digest"

class UsersController < ApplicationController
  # ruleid: ruby-csrf-off
  skip_before_action :verify_authenticity_token

  def index
    # ruleid: ruby-sql-injection
    @users = User.where("name = '#{params[:name]}'")
    # ruleid: ruby-sql-injection
    @sorted = User.order(params[:sort])
    # ruleid: ruby-sql-injection
    @found = User.find_by_sql("SELECT * FROM users WHERE email = '" + params[:email] + "'")
  end

  def search
    query = params[:q]
    sql = "SELECT * FROM posts WHERE title LIKE '%#{query}%'"
    # ruleid: ruby-sql-injection
    @posts = ActiveRecord::Base.connection.execute(sql)
    # ruleid: ruby-sql-injection
    @rows = ActiveRecord::Base.connection.select_all("SELECT * FROM t WHERE a = #{params[:a]}")
    # ruleid: ruby-sql-injection
    Post.joins("LEFT JOIN tags ON tags.name = '#{params[:tag]}'")
    # ruleid: ruby-sql-injection
    Post.pluck(params[:column])
    # ruleid: ruby-sql-injection
    User.exists?(params[:id])
    # ruleid: ruby-sql-injection
    User.delete_all("id = #{params[:id]}")
    # ruleid: ruby-sql-injection
    User.group(params[:g]).having("count > #{params[:n]}")
    # ruleid: ruby-sql-injection
    Post.calculate(:sum, params[:col])
  end

  def self.by_name(name)
    # ruleid: ruby-sql-injection-parameter, ruby-sql-injection-quoted
    where("name = '#{name}'")
  end

  def report
    db = SQLite3::Database.new("app.db")
    # ruleid: ruby-sql-injection, ruby-sql-injection-format
    db.execute("SELECT * FROM users WHERE name = '%s'" % params[:name])
    conn = PG.connect(dbname: "x")
    # ruleid: ruby-sql-injection
    conn.exec("DELETE FROM t WHERE id = #{params[:id]}")
    client = Mysql2::Client.new
    # ruleid: ruby-sql-injection
    client.query("SELECT * FROM u WHERE id = #{params[:id]}")
    DB["SELECT * FROM t WHERE a = '#{params[:a]}'"]
  end

  def run
    # ruleid: ruby-shell-injection
    system("ping -c 1 #{params[:host]}")
    # ruleid: ruby-shell-injection
    `convert #{params[:file]} out.png`
    # ruleid: ruby-shell-injection
    %x(ls #{params[:dir]})
    # ruleid: ruby-shell-injection
    exec("tar xf " + params[:f])
    # ruleid: ruby-shell-injection
    out, = Open3.capture2("grep #{params[:q]} log.txt")
    # ruleid: ruby-shell-injection
    IO.popen("cat #{params[:f]}")
    # ruleid: ruby-shell-injection
    Kernel.open(params[:u])
    # ruleid: ruby-shell-injection
    open("| #{params[:cmd]}")
    # ruleid: ruby-shell-injection
    spawn("sh", "-c", params[:cmd])
    # ruleid: ruby-shell-injection
    Process.spawn("gzip #{params[:x]}")
  end

  def eval_it
    # ruleid: ruby-code-injection
    eval(params[:code])
    # ruleid: ruby-code-injection
    Object.const_get(params[:klass]).new
    # ruleid: ruby-code-injection
    params[:type].constantize.find(1)
    # ruleid: ruby-code-injection
    user.send(params[:method], params[:arg])
    # ruleid: ruby-code-injection
    instance_eval(params[:code])
    # ruleid: ruby-code-injection
    user.public_send(params[:m])
    # ruleid: ruby-template-injection
    ERB.new(params[:tpl]).result(binding)
    # ruleid: ruby-template-injection
    render inline: params[:tpl]
    # ruleid: ruby-template-injection
    Liquid::Template.parse(params[:t])
    # ruleid: ruby-template-injection
    Slim::Template.new { params[:tpl] }
  end

  def files
    # ruleid: ruby-path-traversal
    send_file("/srv/files/#{params[:name]}")
    # ruleid: ruby-path-traversal
    send_file Rails.root.join("public", params[:name])
    # ruleid: ruby-path-traversal
    File.read(File.join("/data", params[:f]))
    # ruleid: ruby-path-traversal, ruby-path-traversal-template
    render file: params[:page]
    # ruleid: ruby-path-traversal
    File.open("uploads/" + params[:file].original_filename, "wb") { |f| f.write(x) }
    # ruleid: ruby-path-traversal
    File.delete("/tmp/#{params[:f]}")
    # ruleid: ruby-path-traversal
    FileUtils.rm_rf("/data/#{params[:d]}")
    # ruleid: ruby-path-traversal
    IO.read("x/#{params[:p]}")
    # ruleid: ruby-path-traversal
    Dir.entries("/srv/#{params[:dir]}")
    # ruleid: ruby-path-traversal
    Pathname.new("/srv").join(params[:p]).read
  end

  def remote
    # ruleid: ruby-ssrf
    Net::HTTP.get(URI(params[:url]))
    uri = URI.parse(params[:url])
    # ruleid: ruby-ssrf
    Net::HTTP.get_response(uri)
    # ruleid: ruby-ssrf
    URI.open(params[:url]).read
    # ruleid: ruby-ssrf
    HTTParty.get(params[:url])
    # ruleid: ruby-ssrf
    Faraday.get(params[:url])
    # ruleid: ruby-ssrf
    RestClient.post("http://#{params[:host]}/x", {})
    # ruleid: ruby-ssrf
    HTTP.get(params[:u])
    # ruleid: ruby-ssrf
    Excon.get(params[:u])
  end

  def go
    # ruleid: ruby-open-redirect
    redirect_to params[:return_to]
    # ruleid: ruby-open-redirect
    redirect_to(params[:url] || root_path)
    # ok: ruby-open-redirect
    redirect_to request.referer
    # ruleid: ruby-open-redirect
    redirect_to params[:u], allow_other_host: true
    # ruleid: ruby-open-redirect
    response.headers["Location"] = params[:to]
  end

  def html
    # ruleid: ruby-xss
    render html: "<b>#{params[:q]}</b>".html_safe
    # ruleid: ruby-xss
    raw(params[:bio])
    # ruleid: ruby-template-injection
    render inline: "<p>#{params[:q]}</p>"
    # ruleid: ruby-xss
    params[:q].html_safe
    # ruleid: ruby-xss
    content_tag(:p, params[:x].html_safe)
    render plain: params[:q]
  end

  def decode
    # ruleid: ruby-unsafe-deserialisation
    Marshal.load(Base64.decode64(cookies[:data]))
    # ruleid: ruby-unsafe-deserialisation
    YAML.load(params[:yaml])
    # ruleid: ruby-unsafe-deserialisation
    YAML.unsafe_load(request.body.read)
    # ruleid: ruby-unsafe-deserialisation
    Oj.load(params[:json], mode: :object)
    # ruleid: ruby-unsafe-deserialisation
    Oj.object_load(params[:json])
    JSON.load(params[:j], create_additions: true)
    # ruleid: ruby-unsafe-deserialisation
    Psych.load(params[:y])
    # ruleid: ruby-xxe
    Nokogiri::XML(params[:xml]) { |c| c.noent }
    # ruleid: ruby-xxe
    Nokogiri::XML(request.body.read, nil, nil, Nokogiri::XML::ParseOptions::NOENT)
    # ruleid: ruby-xxe
    LibXML::XML::Parser.string(params[:x], options: LibXML::XML::Parser::Options::NOENT)
    # ruleid: ruby-unsafe-deserialisation
    Ox.load(params[:x], mode: :object)
  end

  def other
    # ruleid: ruby-ldap-injection
    ldap.search(base: "dc=x", filter: Net::LDAP::Filter.construct("(uid=#{params[:u]})"))
    # ruleid: ruby-xpath-injection
    doc.xpath("//user[@name='#{params[:n]}']")
    # ruleid: ruby-xpath-injection
    doc.at_xpath("//u[@id='" + params[:id] + "']")
    # ruleid: ruby-xpath-injection
    REXML::XPath.first(doc, "//u[@n='#{params[:n]}']")
    # ruleid: ruby-nosql-injection
    User.collection.find("$where" => "this.n == '#{params[:n]}'")
    # ruleid: ruby-sql-injection
    User.where(JSON.parse(params[:filter]))
    # ruleid: ruby-regex-dos
    Regexp.new(params[:re]).match(text)
    # ruleid: ruby-regex-dos
    text =~ /#{params[:re]}/
    text.match?(/^(a+)+$/)
    # ruleid: ruby-header-injection
    headers["X-Lang"] = params[:lang]
    # ruleid: ruby-header-injection-mail
    mail(to: "a@b", subject: "Hi\r\nBcc: #{params[:x]}")
    # ruleid: ruby-bug-mass-assignment
    User.new(params[:user].permit!)
  end
end

get "/hello" do
  # ruleid: ruby-xss
  "<h1>Hello #{params[:name]}</h1>"
end

post "/run" do
  # ruleid: ruby-shell-injection
  `#{params["cmd"]}`
end

get "/file/:name" do
  # ruleid: ruby-path-traversal
  send_file "./files/#{params['name']}"
end

get "/go" do
  # ruleid: ruby-open-redirect
  redirect params[:to]
end

get "/tpl" do
  # ruleid: ruby-template-injection, ruby-xss
  erb "<h1>#{params[:x]}</h1>"
end
