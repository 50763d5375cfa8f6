class UsersController < ApplicationController
  SORTS = { "name" => "users.name", "age" => "users.age" }.freeze
  COLUMNS = %w[name age].freeze

  def index
    # ruleid: ruby-sql-injection
    @users = User.where("name = '#{params[:name]}'")
    # ok: ruby-sql-injection
    @users = User.where("name = ?", params[:name])
    # ok: ruby-sql-injection
    @users = User.where(name: params[:name])
    # ruleid: ruby-sql-injection
    @users = User.order("#{params[:sort]} ASC")
    # ruleid: ruby-sql-injection
    @users = User.order(params[:sort])
    # ok: ruby-sql-injection
    @users = User.order(SORTS.fetch(params[:sort], "name"))
    id = params[:id].to_i
    # ok: ruby-sql-injection
    User.find_by_sql("SELECT * FROM users WHERE id = #{id}")
    query = "SELECT * FROM users WHERE email = '" + params[:email] + "'"
    # ruleid: ruby-sql-injection
    ActiveRecord::Base.connection.execute(query)
    sort = params[:sort]
    sort = "name" unless COLUMNS.include?(sort)
    # ok: ruby-sql-injection
    @users = User.order("#{sort} DESC")
  end

  def self.search(name)
    # ruleid: ruby-sql-injection-parameter, ruby-sql-injection-quoted
    find_by_name = User.where("name LIKE '%#{name}%'")
    # ok: ruby-sql-injection
    User.where("name LIKE ?", "%#{name}%")
  end

  def ping
    # ruleid: ruby-shell-injection
    system("ping -c 1 #{params[:host]}")
    # ok: ruby-shell-injection
    system("ping", "-c", "1", params[:host])
    # ruleid: ruby-shell-injection
    out = `nslookup #{params[:host]}`
    # ok: ruby-shell-injection
    out = `nslookup #{Shellwords.escape(params[:host])}`
    # ruleid: ruby-shell-injection
    out, status = Open3.capture2e("dig " + params[:host])
    # ok: ruby-shell-injection
    out = `uptime`
  end

  def archive(dir)
    # ruleid: ruby-shell-injection-parameter
    system("tar czf /tmp/out.tgz #{dir}")
  end

  def dynamic
    # ruleid: ruby-code-injection
    eval(params[:code])
    # ruleid: ruby-code-injection
    @user.send(params[:method])
    # ruleid: ruby-code-injection
    klass = params[:type].constantize
    # ok: ruby-code-injection
    @user.public_send(:name)
    # ok: ruby-code-injection
    klass = TYPES.fetch(params[:type]).constantize
    # ruleid: ruby-template-injection
    render inline: params[:template]
    # ruleid: ruby-template-injection
    ERB.new("<p>#{params[:text]}</p>").result
    # ok: ruby-template-injection
    ERB.new(File.read("page.erb")).result
    # ok: ruby-template-injection
    render inline: "<p>fixed</p>"
  end

  def documents
    # ruleid: ruby-nosql-injection-script
    User.where("$where" => "this.name == '#{params[:name]}'")
    # ruleid: ruby-nosql-injection
    client[:users].find({ name: params[:name] })
    # ok: ruby-nosql-injection
    client[:users].find({ name: params[:name].to_s })
    # ok: ruby-nosql-injection
    User.where(active: true)
    # ruleid: ruby-ldap-injection
    ldap.search(base: base, filter: "(uid=#{params[:uid]})")
    # ruleid: ruby-ldap-injection
    f = Net::LDAP::Filter.construct("(uid=#{params[:uid]})")
    # ok: ruby-ldap-injection
    ldap.search(base: base, filter: "(uid=#{Net::LDAP::Filter.escape(params[:uid])})")
    # ok: ruby-ldap-injection
    ldap.search(base: base, filter: Net::LDAP::Filter.eq("uid", params[:uid]))
    # ruleid: ruby-xpath-injection
    doc.xpath("//user[@name='#{params[:name]}']")
    # ruleid: ruby-xpath-injection
    REXML::XPath.first(doc, "//user[@id='" + params[:id] + "']")
    # ok: ruby-xpath-injection
    doc.xpath("//user[@id='#{params[:id].to_i}']")
    # ok: ruby-xpath-injection
    doc.at_xpath("//user")
  end
end
