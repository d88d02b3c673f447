-- once, on the primary: psql -U postgres -f first.sql
CREATE ROLE congvu LOGIN PASSWORD 'doi-mat-khau-congvu';
CREATE DATABASE congvu OWNER congvu ENCODING 'UTF8' TEMPLATE template0;
