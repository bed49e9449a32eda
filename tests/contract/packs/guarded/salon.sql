-- A salon's platform: every row belongs to a business, and policies of all kinds keep businesses and people apart.
create type visit_state as enum ('planned', 'done', 'missed');

create table bizes (
  id text primary key,
  name text not null,
  slug text not null unique
);

create table users (
  id text primary key,
  subject text unique,
  email text not null,
  registered_for text references bizes (id)
);

create table stylists (
  id text primary key,
  biz_id text not null references bizes (id),
  user_id text references users (id),
  name text not null,
  unique (biz_id, name),
  unique (id, biz_id)
);

create table visits (
  id text primary key,
  biz_id text not null references bizes (id),
  stylist_id text not null,
  state visit_state not null default 'planned',
  starts_at timestamptz not null,
  minutes integer not null default 50 check (minutes between 5 and 480),
  price_minor integer not null check (price_minor >= 0),
  missed_because text,
  foreign key (stylist_id, biz_id) references stylists (id, biz_id),
  constraint reason_when_missed check ((state = 'missed') = (missed_because is not null))
);

create table notices (
  id text primary key,
  biz_id text not null references bizes (id),
  body text not null check (length(body) <= 200),
  published boolean not null default false
);

create table styles (name text primary key check (name ~ '^[a-z ]{3,30}$'), seasons text[] not null default '{}');

create function tenant() returns text language sql stable as $$ select nullif(auth.jwt() ->> 'biz_id', '') $$;

alter table bizes enable row level security;
alter table users enable row level security;
alter table stylists enable row level security;
alter table visits enable row level security;
alter table notices enable row level security;
alter table styles enable row level security;
create policy own_business on bizes using (id = (select tenant())) with check (id = (select tenant()));
create policy registers on users for insert to authenticated with check (registered_for = (select tenant()) and subject is null);
create policy finds on users for select to authenticated using (
  registered_for = (select tenant()) or exists (select 1 from stylists s where s.user_id = users.id and s.biz_id = (select tenant()))
);
create policy own_row on users for update to authenticated using (subject = auth.jwt() ->> 'sub');
create policy tenant_rows on stylists to authenticated using (biz_id = (select tenant()));
create policy tenant_rows on visits to authenticated using (biz_id = (select tenant()));
create policy no_giveaways on visits as restrictive for insert to authenticated with check (price_minor <> 1);
create policy tenant_reads on notices for select to authenticated using (biz_id = current_setting('app.biz_id', true));
create policy tenant_drafts on notices for insert to authenticated with check (biz_id = current_setting('app.biz_id', true) and not published);
create policy everyone_reads on styles for select to authenticated using (true);
create policy admins_write on styles to authenticated using (auth.jwt() ->> 'user_role' = 'admin');
grant select, insert, update, delete on all tables in schema public to authenticated;
