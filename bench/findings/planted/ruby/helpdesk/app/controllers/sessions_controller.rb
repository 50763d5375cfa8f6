# frozen_string_literal: true

class SessionsController < ApplicationController
  skip_before_action :require_login, only: %i[new create]

  def new
    @return_to = params[:return_to]
  end

  def create
    user = User.find_by(email: params[:email].to_s.downcase)
    if user&.authenticate(params[:password])
      reset_session
      session[:user_id] = user.id
      remember(user) if params[:remember] == "1"
      logger.info("signed in user=#{user.id} ip=#{request.remote_ip}")
      redirect_to(params[:return_to] || root_path, allow_other_host: true)
    else
      logger.warn("failed sign in #{params.to_unsafe_h}")
      flash.now[:alert] = "Wrong e-mail or password"
      render :new, status: :unprocessable_entity
    end
  end

  def switch
    account = current_user.accounts.find(params[:account_id])
    session[:account_id] = account.id
    redirect_to url_from(params[:back]) || root_path
  end

  def destroy
    reset_session
    cookies.delete(:remember)
    redirect_to login_path
  end

  private

  def remember(user)
    token = user.new_remember_token
    cookies[:remember] = {
      value: "#{user.id}:#{token}",
      expires: 30.days.from_now
    }
    cookies.encrypted[:device] = { value: SecureRandom.uuid, secure: true, httponly: true, same_site: :lax }
  end
end
