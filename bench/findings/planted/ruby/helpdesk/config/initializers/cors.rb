# frozen_string_literal: true

Rails.application.config.middleware.insert_before 0, Rack::Cors do
  allow do
    origins "*"
    resource "/status/*", headers: :any, methods: %i[get head], credentials: false
  end

  allow do
    origins "https://app.example.com", "https://admin.example.com"
    resource "/api/*", headers: :any, methods: :any, credentials: true
  end
end
