-- A hotel chain: whole numbers and uuids as keys, composite keys, circles of references, partial and expression indexes, a column that is computed.
create type season as enum ('low', 'high');
create type stay_state as enum ('held', 'booked', 'left');

create table hotels (
  id uuid primary key default gen_random_uuid(),
  code char(3) not null unique check (code ~ '^[A-Z]{3}$'),
  name text not null,
  stars smallint check (stars in (1, 2, 3, 4, 5)),
  opened_at timestamptz not null default now(),
  flagship_room_id bigint
);

create table room_types (
  id integer generated always as identity primary key,
  hotel_id uuid not null references hotels (id) on delete cascade,
  title text not null check (btrim(title) <> ''),
  beds integer not null check (beds > 0),
  size_m2 numeric(5, 1) not null,
  price_minor bigint not null,
  tags text[] not null default '{}' check (cardinality(tags) <= 5),
  unique nulls not distinct (hotel_id, title)
);

create table rooms (
  id bigserial primary key,
  hotel_id uuid not null references hotels (id),
  room_type_id integer not null references room_types (id),
  number text not null,
  floor integer not null default 1,
  unique (hotel_id, number),
  unique (id, hotel_id)
);
alter table hotels add constraint hotels_flagship_fkey foreign key (flagship_room_id) references rooms (id);

create table guests (
  id uuid primary key default gen_random_uuid(),
  email text not null,
  first_name text not null,
  last_name text not null,
  full_name text generated always as (first_name || ' ' || last_name) stored,
  birthday date check (birthday > '1900-01-01' and birthday < '2100-01-01'),
  vip boolean not null default false,
  loyalty_number varchar(12) check (loyalty_number is null or length(loyalty_number) = 12),
  constraint vip_has_number check (not vip or loyalty_number is not null)
);
create unique index guests_email on guests (lower(email));
create unique index guests_loyalty on guests (loyalty_number) where loyalty_number is not null;

create table rates (
  hotel_id uuid not null references hotels (id),
  season season not null,
  valid daterange not null check (not isempty(valid)),
  multiplier double precision not null check (multiplier >= 0.5 and multiplier <= 3),
  primary key (hotel_id, season)
);

create table stays (
  id uuid primary key default gen_random_uuid(),
  hotel_id uuid not null references hotels (id),
  room_id bigint not null,
  guest_id uuid not null references guests (id),
  state stay_state not null default 'held',
  arrives_on date not null,
  leaves_on date not null check (leaves_on > arrives_on),
  held_until timestamptz,
  adults integer not null default 1 check (adults between 1 and 6),
  children integer not null default 0 check (children >= 0),
  wake_up_at time,
  notes jsonb check (notes is null or jsonb_typeof(notes) = 'object'),
  foreign key (room_id, hotel_id) references rooms (id, hotel_id),
  constraint crowded check (adults + children <= 8),
  constraint held_stays_end check (state <> 'held' or held_until is not null)
);
create unique index one_open_stay on stays (guest_id) where state = 'booked';

create table invoices (
  number integer primary key,
  stay_id uuid not null unique references stays (id),
  total numeric(10, 2) not null check (total >= 0),
  tax numeric(10, 2) not null,
  paid_with text check (paid_with in ('card', 'cash')),
  paid_at timestamptz,
  constraint tax_within_total check (tax <= total),
  constraint paid_together check ((paid_with is null) = (paid_at is null))
);
