create extension if not exists btree_gist;

create type appointment_status as enum ('requested', 'confirmed', 'completed', 'cancelled');
create type room_kind as enum ('consultation', 'surgery');

create table clinics (
  id text primary key check (id ~ '^[a-z_]+_[0-9A-Za-z]{6,}$'),
  name text not null check (length(name) between 2 and 80),
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  timezone text not null default 'UTC',
  opened_on date not null,
  created_at timestamptz not null default now()
);

create table rooms (
  id text primary key,
  clinic_id text not null references clinics (id),
  name varchar(20) not null,
  kind room_kind not null default 'consultation',
  floor smallint not null check (floor >= -2 and floor <= 20),
  beds integer not null default 0,
  unique (clinic_id, name),
  constraint beds_only_in_surgery check (kind = 'surgery' or beds = 0),
  constraint surgery_has_beds check (kind <> 'surgery' or beds > 0)
);

create table doctors (
  id text primary key,
  clinic_id text not null references clinics (id),
  full_name text not null,
  email text not null,
  supervisor_id text references doctors (id),
  hourly_fee numeric(8, 2) not null check (hourly_fee > 0),
  specialties text[] not null default '{}',
  constraint no_own_supervisor check (supervisor_id is distinct from id)
);
create unique index doctors_email_key on doctors (lower(email));

create table patients (
  id text primary key,
  clinic_id text not null references clinics (id),
  full_name text not null,
  email text check (email like '%_@_%'),
  phone text,
  sex char(1) check (sex in ('f', 'm', 'x')),
  born_on date not null check (born_on < '2030-01-01'),
  profile jsonb not null default '{}',
  constraint reachable check (email is not null or phone is not null)
);

create table appointments (
  id text primary key,
  clinic_id text not null references clinics (id),
  doctor_id text not null references doctors (id),
  room_id text references rooms (id),
  patient_id text not null references patients (id),
  status appointment_status not null default 'requested',
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  cancelled_at timestamptz,
  fee numeric(10, 2) not null,
  discount numeric(10, 2) not null default 0,
  constraint in_order check (ends_at > starts_at),
  constraint not_too_long check (ends_at - starts_at <= interval '8 hours'),
  constraint discount_within_fee check (discount >= 0 and discount <= fee),
  constraint cancelled_when check ((status = 'cancelled') = (cancelled_at is not null)),
  constraint no_overlap exclude using gist (doctor_id with =, tstzrange(starts_at, ends_at) with &&) where (status <> 'cancelled')
);

create table prescriptions (
  appointment_id text not null references appointments (id),
  number integer not null,
  drug text not null,
  dose_mg integer not null check (dose_mg between 1 and 5000),
  notes text,
  primary key (appointment_id, number)
);
