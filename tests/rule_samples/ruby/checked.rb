class CheckedController < ApplicationController
  def ok_sql
    # ok: ruby-sql-injection
    User.where("name = ?", params[:name])
    # ok: ruby-sql-injection
    User.where(name: params[:name])
    # ok: ruby-sql-injection
    User.where("name = :n", n: params[:name])
    # ok: ruby-sql-injection
    User.order(params[:sort] == "date" ? "created_at" : "name")
    # ok: ruby-sql-injection
    User.where("id = #{params[:id].to_i}")
    column = %w[name date].include?(params[:sort]) ? params[:sort] : "name"
    # ok: ruby-sql-injection
    User.order(column)
    # ok: ruby-sql-injection
    User.where("name = #{ActiveRecord::Base.connection.quote(params[:name])}")
    # ok: ruby-sql-injection
    User.where("name LIKE ?", "%#{params[:q]}%")
    # ok: ruby-sql-injection
    User.find(params[:id])
    # ok: ruby-sql-injection
    User.order(SORTS.fetch(params[:sort], "name"))
    # ok: ruby-sql-injection
    User.find_by(email: params[:email])
    # ok: ruby-sql-injection
    User.pluck(:name)
    # ok: ruby-sql-injection
    db.execute("SELECT * FROM u WHERE id = ?", [params[:id]])
  end

  def ok_run
    # ok: ruby-shell-injection
    system("ping", "-c", "1", params[:host])
    # ok: ruby-shell-injection
    system("ping -c 1 #{Shellwords.escape(params[:host])}")
    # ok: ruby-shell-injection
    Open3.capture2("grep", "--", params[:q], "log.txt")
    # ok: ruby-shell-injection
    system("ls -l")
    # ok: ruby-shell-injection
    `git rev-parse HEAD`
    # ok: ruby-code-injection
    user.send(:name)
    return head(:bad_request) unless ALLOWED.include?(params[:m])
    # ok: ruby-code-injection
    user.public_send(params[:m])
  end

  def ok_files
    # ok: ruby-path-traversal
    send_file("/srv/files/#{File.basename(params[:name])}")
    path = File.expand_path(params[:name], "/srv/files")
    raise "no" unless path.start_with?("/srv/files/")
    # ok: ruby-path-traversal
    send_file(path)
  end

  def ok_go
    # ok: ruby-open-redirect
    redirect_to root_path
    # ok: ruby-open-redirect
    redirect_to user_path(params[:id])
    # ok: ruby-open-redirect
    redirect_to url_from(params[:u]) || root_path
    # ok: ruby-open-redirect
    redirect_to params[:u], allow_other_host: false
    # ok: ruby-open-redirect
    redirect_to "/items/#{params[:id]}"
    uri = URI.parse(params[:url])
    return head(:bad_request) unless uri.host == "api.example.com"
    # ok: ruby-ssrf
    Net::HTTP.get(uri)
    # ok: ruby-ssrf
    Net::HTTP.get(URI("https://api.example.com/u/#{ERB::Util.url_encode(params[:id])}"))
  end

  def ok_html
    # ok: ruby-xss
    render html: helpers.sanitize(params[:bio])
    # ok: ruby-xss
    render plain: params[:q]
    # ok: ruby-xss
    render html: ERB::Util.html_escape(params[:q]).html_safe
    # ok: ruby-xss
    raw(sanitize(params[:x]))
    "<br>".html_safe
    # ok: ruby-unsafe-deserialisation
    YAML.safe_load(params[:yaml])
    # ok: ruby-unsafe-deserialisation
    JSON.parse(params[:json])
    # ok: ruby-unsafe-deserialisation
    Marshal.load(Marshal.dump(obj))
    # ok: ruby-unsafe-deserialisation
    YAML.load_file("config/app.yml")
    Nokogiri::XML(params[:xml])
    doc.xpath("//user")
    # ok: ruby-regex-dos
    Regexp.new(Regexp.escape(params[:re]))
    Net::LDAP::Filter.eq("uid", params[:u])
  end
end
