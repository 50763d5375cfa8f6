class FilesController < ApplicationController
  def show
    # ruleid: ruby-path-traversal
    send_file Rails.root.join("files", params[:name])
    # ruleid: ruby-path-traversal
    text = File.read("/srv/files/#{params[:name]}")
    # ok: ruby-path-traversal
    text = File.read("/srv/files/#{File.basename(params[:name])}")
    # ok: ruby-path-traversal
    send_file "/srv/files/manual.pdf"
    path = File.expand_path(params[:name], ROOT)
    return head(:not_found) unless path.start_with?(ROOT)
    # ok: ruby-path-traversal
    send_file path
  end

  def fetch
    # ruleid: ruby-ssrf
    Net::HTTP.get(URI(params[:url]))
    # ruleid: ruby-ssrf
    body = URI.open(params[:url]).read
    # ruleid: ruby-ssrf
    HTTParty.get("http://#{params[:host]}/status")
    # ok: ruby-ssrf
    HTTParty.get("https://api.example.com/users/#{params[:id]}")
    # ok: ruby-ssrf
    Faraday.get("https://api.example.com/status")
    uri = URI.parse(params[:url])
    return head(:bad_request) unless HOSTS.include?(uri.host)
    # ok: ruby-ssrf
    Net::HTTP.get(uri)
  end

  def back
    # ruleid: ruby-open-redirect
    redirect_to params[:return_to]
    # ruleid: ruby-open-redirect
    redirect_to(params[:next] || root_path)
    # ok: ruby-open-redirect
    redirect_to "/users/#{params[:id]}"
    # ok: ruby-open-redirect
    redirect_to user_path(params[:id])
    # ok: ruby-open-redirect
    redirect_to User.find(params[:id])
  end

  def page
    # ruleid: ruby-xss
    @bio = params[:bio].html_safe
    # ruleid: ruby-xss
    render html: "<p>#{params[:bio]}</p>".html_safe
    # ok: ruby-xss
    @bio = h(params[:bio]).html_safe
    # ok: ruby-xss
    @text = "<br>".html_safe
  end

  def load
    # ruleid: ruby-unsafe-deserialisation
    state = Marshal.load(Base64.decode64(cookies[:state]))
    # ruleid: ruby-unsafe-deserialisation
    config = YAML.load(params[:config])
    # ok: ruby-unsafe-deserialisation
    config = YAML.safe_load(params[:config])
    # ok: ruby-unsafe-deserialisation
    config = YAML.load(File.read("config.yml"))
    # ruleid: ruby-header-injection
    response.headers["X-Name"] = params[:name]
    # ruleid: ruby-header-injection
    response.set_header("X-Lang", params[:lang])
    # ok: ruby-header-injection
    response.headers["X-Page"] = params[:page].to_i.to_s
    # ok: ruby-header-injection
    response.headers["X-Name"] = "fixed"
    # ruleid: ruby-regex-dos
    re = Regexp.new(params[:pattern])
    # ruleid: ruby-regex-dos
    hit = text =~ /#{params[:q]}/
    # ok: ruby-regex-dos
    re = Regexp.new(Regexp.escape(params[:pattern]))
    # ok: ruby-regex-dos
    re = Regexp.new("^a+$")
  end
end

get "/hello" do
  # ruleid: ruby-xss
  "<h1>Hello #{params[:name]}</h1>"
end
