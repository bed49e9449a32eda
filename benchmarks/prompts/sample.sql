-- The world of the prompts: a studio at a harbour, its people, offers, bookings, queues and money; and another business beside it.
-- It is Wednesday, 18 November 2026, nine in the morning in New York.
insert into bizes (id, name, slug, timezone) values
  ('biz_harbor', 'Harbour Studio', 'harbour-studio', 'America/New_York'), ('biz_other', 'Hill Clinic', 'hill-clinic', 'America/Chicago');
insert into users (id, name, email, phone, status, subject) values
  ('usr_owner', 'Olga Prentiss', 'olga@harbour.test', '555-0100', 'active', 's1'), ('usr_ana', 'Ana Wong', 'ana@wong.test', '555-0101', 'active', 's2'),
  ('usr_tom', 'Tom Berg', 'tom@berg.test', '555-0102', 'active', 's3'), ('usr_mia', 'Mia Stone', 'mia@stone.test', null, 'active', 's4'),
  ('usr_leo', 'Leo Katz', 'leo@katz.test', null, 'suspended', 's5'), ('usr_una', 'Una Hale', 'una@hale.test', '555-0105', 'invited', 's6'),
  ('usr_ben', 'Ben Ortiz', 'ben@ortiz.test', '555-0106', 'active', 's7'), ('usr_zoe', 'Zoe Lind', 'zoe@lind.test', null, 'active', 's8');
insert into biz_members (id, biz_id, user_id, role, status) values
  ('mem_1', 'biz_harbor', 'usr_owner', 'owner', 'active'), ('mem_2', 'biz_harbor', 'usr_ben', 'manager', 'active'),
  ('mem_3', 'biz_harbor', 'usr_zoe', 'staff', 'active'), ('mem_4', 'biz_harbor', 'usr_leo', 'staff', 'suspended'), ('mem_5', 'biz_other', 'usr_tom', 'owner', 'active');
insert into locations (id, biz_id, name, slug, timezone, status, city, region, country_code) values
  ('loc_main', 'biz_harbor', 'Main Office', 'main-office', 'America/New_York', 'active', 'Boston', 'MA', 'US'),
  ('loc_pier', 'biz_harbor', 'Pier House', 'pier-house', 'America/New_York', 'active', 'Salem', 'MA', 'US'),
  ('loc_old', 'biz_harbor', 'Old Mill', 'old-mill', 'America/New_York', 'inactive', 'Boston', 'MA', 'US'),
  ('loc_hill', 'biz_other', 'Hill House', 'hill-house', 'America/Chicago', 'active', 'Chicago', 'IL', 'US');
insert into resources (id, biz_id, location_id, type, name, slug, capacity, buffer_before_minutes, buffer_after_minutes, is_mobile) values
  ('rsc_sara', 'biz_harbor', 'loc_main', 'host', 'Sara Voss', 'sara-voss', 1, 5, 10, false), ('rsc_dan', 'biz_harbor', 'loc_pier', 'host', 'Dan Ruiz', 'dan-ruiz', 1, 0, 15, true),
  ('rsc_hall', 'biz_harbor', 'loc_main', 'space', 'Great Hall', 'great-hall', 40, 0, 0, false), ('rsc_room', 'biz_harbor', 'loc_pier', 'space', 'Quiet Room', 'quiet-room', 6, 0, 0, false),
  ('rsc_bike', 'biz_harbor', 'loc_pier', 'asset', 'Cargo Bike', 'cargo-bike', 1, 0, 0, true), ('rsc_boat', 'biz_harbor', 'loc_old', 'asset', 'Rowing Boat', 'rowing-boat', 4, 0, 0, true),
  ('rsc_doc', 'biz_other', 'loc_hill', 'host', 'Nora Hill', 'nora-hill', 1, 0, 0, false);
insert into services (id, biz_id, name, slug, type, visibility, status, min_advance_booking_hours, min_cancellation_notice_hours, requires_approval, allow_waitlist) values
  ('svc_coach', 'biz_harbor', 'Career Coaching', 'career-coaching', 'appointment', 'public', 'active', 24, 48, false, false),
  ('svc_yoga', 'biz_harbor', 'Morning Yoga', 'morning-yoga', 'class', 'public', 'active', 2, 12, false, true),
  ('svc_rent', 'biz_harbor', 'Boat Rental', 'boat-rental', 'rental', 'unlisted', 'active', 12, 24, true, false),
  ('svc_gala', 'biz_harbor', 'Harbour Gala', 'harbour-gala', 'event', 'private', 'draft', 0, 0, true, true);
insert into service_products (id, biz_id, service_id, name, slug, kind, duration_mode, default_duration_minutes, base_price_amount, is_published) values
  ('spr_one', 'biz_harbor', 'svc_coach', 'One Hour Session', 'one-hour', 'booking', 'fixed', 60, 12000, true),
  ('spr_ten', 'biz_harbor', 'svc_yoga', 'Ten Mornings', 'ten-mornings', 'class', 'fixed', 45, 15000, true),
  ('spr_day', 'biz_harbor', 'svc_rent', 'Full Day Afloat', 'full-day', 'rental', 'multi_day', 1440, 20000, false);
insert into offers (id, biz_id, service_id, location_id, name, slug, price_minor, execution_mode, status, is_published) values
  ('ofr_talk', 'biz_harbor', 'svc_coach', 'loc_main', 'First Talk', 'first-talk', 4500, 'slot', 'active', true),
  ('ofr_path', 'biz_harbor', 'svc_coach', 'loc_main', 'Clear Path', 'clear-path', 9000, 'slot', 'active', true),
  ('ofr_yoga', 'biz_harbor', 'svc_yoga', 'loc_pier', 'Sunrise Class', 'sunrise-class', 2000, 'scheduled', 'active', true),
  ('ofr_boat', 'biz_harbor', 'svc_rent', 'loc_old', 'Boat by the Day', 'boat-by-the-day', 20000, 'request', 'inactive', false),
  ('ofr_gala', 'biz_harbor', 'svc_gala', 'loc_main', 'Gala Ticket', 'gala-ticket', 15000, 'scheduled', 'draft', false),
  ('ofr_hill', 'biz_other', null, 'loc_hill', 'Check-up', 'check-up', 8000, 'slot', 'active', true);
insert into offer_versions (id, biz_id, offer_id, version, status, default_duration_min, base_price_minor, requires_deposit) values
  ('ofv_talk1', 'biz_harbor', 'ofr_talk', 1, 'active', 30, 4500, false), ('ofv_path1', 'biz_harbor', 'ofr_path', 1, 'superseded', 50, 8000, false),
  ('ofv_path2', 'biz_harbor', 'ofr_path', 2, 'active', 60, 9000, true), ('ofv_yoga1', 'biz_harbor', 'ofr_yoga', 1, 'active', 45, 2000, false);
insert into booking_orders (id, biz_id, offer_id, customer_user_id, location_id, status, total_minor, confirmed_start_at, confirmed_end_at, confirmed_at, cancelled_at, cancellation_reason, created_at) values
  ('bor_01', 'biz_harbor', 'ofr_talk', 'usr_ana', 'loc_main', 'completed', 4500, '2026-11-02T10:00-05', '2026-11-02T10:30-05', '2026-10-20T09:00-04', null, null, '2026-10-20T08:50-04'),
  ('bor_02', 'biz_harbor', 'ofr_path', 'usr_ana', 'loc_main', 'confirmed', 9000, '2026-11-18T14:00-05', '2026-11-18T15:00-05', '2026-11-10T09:00-05', null, null, '2026-11-09T12:00-05'),
  ('bor_03', 'biz_harbor', 'ofr_path', 'usr_tom', 'loc_main', 'confirmed', 9000, '2026-11-19T10:00-05', '2026-11-19T11:00-05', '2026-11-12T09:00-05', null, null, '2026-11-11T12:00-05'),
  ('bor_04', 'biz_harbor', 'ofr_yoga', 'usr_tom', 'loc_pier', 'confirmed', 2000, '2026-11-20T07:00-05', '2026-11-20T07:45-05', '2026-11-15T09:00-05', null, null, '2026-11-15T08:00-05'),
  ('bor_05', 'biz_harbor', 'ofr_yoga', 'usr_mia', 'loc_pier', 'cancelled', 2000, '2026-11-20T07:00-05', '2026-11-20T07:45-05', null, '2026-11-16T18:00-05', 'Caught a cold', '2026-11-14T08:00-05'),
  ('bor_06', 'biz_harbor', 'ofr_yoga', 'usr_una', 'loc_pier', 'no_show', 2000, '2026-11-13T07:00-05', '2026-11-13T07:45-05', '2026-11-05T09:00-05', null, null, '2026-11-04T08:00-05'),
  ('bor_07', 'biz_harbor', 'ofr_boat', 'usr_mia', 'loc_old', 'pending_approval', 20000, '2026-11-28T09:00-05', '2026-11-29T09:00-05', null, null, null, '2026-11-17T10:00-05'),
  ('bor_08', 'biz_harbor', 'ofr_talk', 'usr_leo', 'loc_main', 'draft', 4500, null, null, null, null, null, '2026-11-17T21:00-05'),
  ('bor_09', 'biz_harbor', 'ofr_gala', 'usr_ana', 'loc_main', 'awaiting_payment', 15000, '2026-12-12T19:00-05', '2026-12-12T23:00-05', null, null, null, '2026-11-16T10:00-05'),
  ('bor_10', 'biz_harbor', 'ofr_path', 'usr_tom', 'loc_main', 'completed', 9000, '2026-10-12T10:00-04', '2026-10-12T11:00-04', '2026-10-01T09:00-04', null, null, '2026-10-01T08:00-04'),
  ('bor_99', 'biz_other', 'ofr_hill', 'usr_tom', 'loc_hill', 'confirmed', 8000, '2026-11-19T10:00-06', '2026-11-19T11:00-06', '2026-11-12T09:00-06', null, null, '2026-11-11T12:00-06');
insert into booking_order_lines (id, biz_id, booking_order_id, line_type, label, quantity, unit_amount_minor, line_total_minor) values
  ('bol_1', 'biz_harbor', 'bor_02', 'offer_base', 'Clear Path', 1, 9000, 9000), ('bol_2', 'biz_harbor', 'bor_07', 'offer_base', 'Boat for a day', 1, 18000, 18000),
  ('bol_3', 'biz_harbor', 'bor_07', 'addon', 'Life vests', 4, 500, 2000), ('bol_4', 'biz_harbor', 'bor_04', 'offer_base', 'Sunrise Class', 1, 2000, 2000);
insert into booking_order_private_notes (id, biz_id, booking_order_id, author_user_id, body) values
  ('bon_1', 'biz_harbor', 'bor_02', 'usr_owner', 'Prefers tea'), ('bon_2', 'biz_harbor', 'bor_07', 'usr_ben', 'Ask for a licence');
insert into payment_intents (id, biz_id, booking_order_id, customer_user_id, status, amount_target_minor, amount_captured_minor, amount_refunded_minor) values
  ('pin_1', 'biz_harbor', 'bor_01', 'usr_ana', 'succeeded', 4500, 4500, 0), ('pin_2', 'biz_harbor', 'bor_02', 'usr_ana', 'requires_capture', 9000, 0, 0),
  ('pin_3', 'biz_harbor', 'bor_10', 'usr_tom', 'partially_refunded', 9000, 9000, 3000), ('pin_4', 'biz_harbor', 'bor_04', 'usr_tom', 'failed', 2000, 0, 0);
insert into queues (id, biz_id, location_id, name, slug, strategy, status, max_entries) values
  ('que_walk', 'biz_harbor', 'loc_main', 'Walk-ins', 'walk-ins', 'fifo', 'active', 20), ('que_yoga', 'biz_harbor', 'loc_pier', 'Yoga Waitlist', 'yoga-waitlist', 'priority', 'active', 5),
  ('que_gala', 'biz_harbor', 'loc_main', 'Gala Hopefuls', 'gala-hopefuls', 'fair_share', 'paused', null);
insert into queue_entries (id, biz_id, queue_id, customer_user_id, status, priority_score, display_code, joined_at, estimated_wait_min) values
  ('qe_1', 'biz_harbor', 'que_walk', 'usr_tom', 'waiting', 0, 'A1', '2026-11-18T08:30-05', 25), ('qe_2', 'biz_harbor', 'que_walk', 'usr_una', 'served', 0, 'A2', '2026-11-17T15:00-05', 10),
  ('qe_3', 'biz_harbor', 'que_yoga', 'usr_mia', 'waiting', 5, 'Y1', '2026-11-16T12:00-05', null), ('qe_4', 'biz_harbor', 'que_yoga', 'usr_leo', 'offered', 9, 'Y2', '2026-11-15T12:00-05', null);
insert into calendars (id, biz_id, name, slot_duration_min, status) values
  ('cal_sara', 'biz_harbor', 'Sara Diary', 60, 'active'), ('cal_hall', 'biz_harbor', 'Hall Calendar', 30, 'active'), ('cal_old', 'biz_harbor', 'Summer Plan', 60, 'archived');
insert into calendar_bindings (id, biz_id, calendar_id, resource_id, owner_ref_key) values
  ('cab_1', 'biz_harbor', 'cal_sara', 'rsc_sara', 'rsc_sara'), ('cab_2', 'biz_harbor', 'cal_hall', 'rsc_hall', 'rsc_hall');
insert into availability_rules (id, biz_id, calendar_id, name, day_of_week, start_time, end_time, is_active) values
  ('avr_1', 'biz_harbor', 'cal_sara', 'Sara Mondays', 1, '09:00', '17:00', true), ('avr_2', 'biz_harbor', 'cal_sara', 'Sara Fridays', 5, '09:00', '13:00', true),
  ('avr_3', 'biz_harbor', 'cal_hall', 'Hall Weekends', 6, '10:00', '22:00', false);
insert into class_schedules (id, biz_id, location_id, instructor_resource_id, name, duration_min, capacity) values
  ('cls_sun', 'biz_harbor', 'loc_pier', 'rsc_dan', 'Sunrise Flow', 45, 12), ('cls_row', 'biz_harbor', 'loc_old', 'rsc_dan', 'Rowing Basics', 90, 4);
insert into class_occurrences (id, biz_id, class_schedule_id, location_id, starts_at, ends_at, capacity, booked_count, status) values
  ('clo_1', 'biz_harbor', 'cls_sun', 'loc_pier', '2026-11-20T07:00-05', '2026-11-20T07:45-05', 12, 7, 'scheduled'),
  ('clo_2', 'biz_harbor', 'cls_sun', 'loc_pier', '2026-11-13T07:00-05', '2026-11-13T07:45-05', 12, 12, 'completed'),
  ('clo_3', 'biz_harbor', 'cls_row', 'loc_old', '2026-11-22T10:00-05', '2026-11-22T11:30-05', 4, 4, 'full');
insert into membership_plans (id, biz_id, name, slug, status, price_minor, entitlement_quantity_per_cycle) values
  ('mpl_blue', 'biz_harbor', 'Blue Pass', 'blue-pass', 'active', 5900, 8), ('mpl_gold', 'biz_harbor', 'Gold Pass', 'gold-pass', 'active', 9900, 20), ('mpl_old', 'biz_harbor', 'Early Bird', 'early-bird', 'archived', 3900, 4);
insert into memberships (id, biz_id, membership_plan_id, owner_user_id, status, starts_at, auto_renew) values
  ('mbs_1', 'biz_harbor', 'mpl_blue', 'usr_ana', 'active', '2026-09-01T00:00-04', true), ('mbs_2', 'biz_harbor', 'mpl_gold', 'usr_tom', 'paused', '2026-06-01T00:00-04', true),
  ('mbs_3', 'biz_harbor', 'mpl_blue', 'usr_mia', 'cancelled', '2026-01-01T00:00-05', false);
insert into gift_instruments (id, biz_id, code, status, initial_amount_minor, remaining_amount_minor, owner_user_id) values
  ('gin_1', 'biz_harbor', 'GIFT-100', 'active', 10000, 6500, 'usr_una'), ('gin_2', 'biz_harbor', 'GIFT-50', 'depleted', 5000, 0, 'usr_tom');
insert into crm_contacts (id, biz_id, user_id, first_name, last_name, display_name, email, company_name, status, source) values
  ('crm_1', 'biz_harbor', 'usr_ana', 'Ana', 'Wong', 'Ana Wong', 'ana@wong.test', 'Wong Design', 'active', 'website'),
  ('crm_2', 'biz_harbor', null, 'Peter', 'Falk', 'Peter Falk', 'peter@falk.test', 'Falk & Sons', 'active', 'referral'),
  ('crm_3', 'biz_harbor', null, 'Rita', 'Moss', 'Rita Moss', 'rita@moss.test', null, 'blocked', 'website');
-- Further rows, so that each right answer to a question has rows which a wrong one has not: what nobody booked, goods, the acting user's own booking.
insert into locations (id, biz_id, name, slug, timezone, status, city, region, country_code) values
  ('loc_yard', 'biz_harbor', 'Salt Yard', 'salt-yard', 'America/New_York', 'draft', 'Gloucester', 'MA', 'US');
insert into services (id, biz_id, name, slug, type, visibility, status, min_advance_booking_hours, min_cancellation_notice_hours, requires_approval, allow_waitlist) values
  ('svc_yarn', 'biz_harbor', 'Story Evening', 'story-evening', 'event', 'staff_only', 'archived', 6, 6, false, false);
insert into offers (id, biz_id, service_id, location_id, name, slug, price_minor, execution_mode, status, is_published) values
  ('ofr_night', 'biz_harbor', 'svc_rent', 'loc_old', 'Night Paddle', 'night-paddle', 7000, 'slot', 'archived', false);
insert into booking_orders (id, biz_id, offer_id, customer_user_id, location_id, status, total_minor, created_at) values
  ('bor_11', 'biz_harbor', 'ofr_talk', 'usr_owner', 'loc_main', 'expired', 4500, '2026-10-05T08:00-04');
insert into booking_orders (id, biz_id, offer_id, customer_user_id, location_id, status, total_minor, confirmed_start_at, confirmed_end_at, confirmed_at, cancelled_at, cancellation_reason, created_at) values
  ('bor_12', 'biz_harbor', 'ofr_talk', 'usr_ben', 'loc_main', 'cancelled', 4500, '2026-09-15T11:00-04', '2026-09-15T11:30-04', null, '2026-09-12T17:00-04', 'Moved away', '2026-09-10T10:00-04'),
  ('bor_13', 'biz_harbor', 'ofr_talk', 'usr_zoe', 'loc_main', 'confirmed', 4500, '2026-11-17T16:00-05', '2026-11-17T16:30-05', '2026-11-08T09:00-05', null, null, '2026-11-07T15:00-05');
insert into payment_intents (id, biz_id, booking_order_id, customer_user_id, status, amount_target_minor, amount_captured_minor, amount_refunded_minor) values
  ('pin_5', 'biz_harbor', 'bor_06', 'usr_una', 'succeeded', 2000, 2000, 0);
insert into resources (id, biz_id, location_id, type, name, slug, capacity, buffer_before_minutes, buffer_after_minutes, is_mobile) values
  ('rsc_ida', 'biz_harbor', 'loc_pier', 'host', 'Ida Frost', 'ida-frost', 1, 0, 0, false), ('rsc_tent', 'biz_harbor', 'loc_main', 'space', 'Garden Tent', 'garden-tent', 5, 0, 20, false),
  ('rsc_raft', 'biz_harbor', 'loc_old', 'asset', 'Dinner Raft', 'dinner-raft', 12, 0, 0, true);
insert into class_schedules (id, biz_id, location_id, instructor_resource_id, name, duration_min, capacity) values ('cls_voice', 'biz_harbor', 'loc_main', 'rsc_sara', 'Voice Warm-up', 50, 6);
insert into class_occurrences (id, biz_id, class_schedule_id, location_id, starts_at, ends_at, capacity, booked_count, status) values
  ('clo_4', 'biz_harbor', 'cls_voice', 'loc_main', '2026-11-24T18:00-05', '2026-11-24T18:50-05', 6, 2, 'scheduled');
insert into products (id, biz_id, name, slug, type, status, base_price_minor) values
  ('prd_shoes', 'biz_harbor', 'Deck Shoes', 'deck-shoes', 'physical', 'active', 9000), ('prd_lamp', 'biz_harbor', 'Storm Lantern', 'storm-lantern', 'physical', 'active', 15000),
  ('prd_coat', 'biz_harbor', 'Oilskin Coat', 'oilskin-coat', 'physical', 'active', 18000), ('prd_ship', 'biz_harbor', 'Ship Model', 'ship-model', 'physical', 'draft', 24000),
  ('prd_scarf', 'biz_other', 'Wool Scarf', 'wool-scarf', 'physical', 'active', 16000);
