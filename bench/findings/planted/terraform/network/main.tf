variable "project" {
  type = string
}

variable "operators" {
  type = list(string)
}

provider "google" {
  project = var.project
  region  = "europe-west3"
}

resource "google_compute_firewall" "database" {
  name    = "database"
  network = "default"

  allow {
    protocol = "tcp"
    ports    = ["5432", "6379"]
  }

  source_ranges = ["0.0.0.0/0"]
}

resource "google_compute_firewall" "health" {
  name    = "health"
  network = "default"

  allow {
    protocol = "tcp"
    ports    = ["8080"]
  }

  source_ranges = ["35.191.0.0/16", "130.211.0.0/22"]
}

resource "google_storage_bucket" "backups" {
  name                        = "acme-backups"
  location                    = "EU"
  uniform_bucket_level_access = true
}

resource "google_storage_bucket_iam_member" "backups" {
  bucket = google_storage_bucket.backups.name
  role   = "roles/storage.objectViewer"
  member = "allUsers"
}

resource "google_storage_bucket_iam_member" "operators" {
  for_each = toset(var.operators)
  bucket   = google_storage_bucket.backups.name
  role     = "roles/storage.objectViewer"
  member   = "user:${each.value}"
}

resource "google_sql_database_instance" "main" {
  name             = "main"
  database_version = "POSTGRES_15"

  settings {
    tier = "db-custom-2-7680"

    ip_configuration {
      ipv4_enabled = true
      ssl_mode     = "ENCRYPTED_ONLY"

      authorized_networks {
        name  = "office"
        value = "198.51.100.16/29"
      }
    }
  }
}
