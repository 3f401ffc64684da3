-- A library as commit 5390968 wrote it (schema 0003), of texts of our own; made by its code, kept as it is.
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE attached (
	document INTEGER NOT NULL, 
	notice INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	CONSTRAINT pk_attached PRIMARY KEY (document, notice), 
	CONSTRAINT fk_attached_document_documents FOREIGN KEY(document) REFERENCES documents ("key") ON DELETE CASCADE, 
	CONSTRAINT fk_attached_notice_documents FOREIGN KEY(notice) REFERENCES documents ("key") ON DELETE CASCADE
);
CREATE TABLE attempts (
	"key" INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	name TEXT NOT NULL, 
	location TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	extractor TEXT NOT NULL, 
	seconds FLOAT NOT NULL, 
	document_id TEXT, 
	CONSTRAINT pk_attempts PRIMARY KEY ("key")
);
INSERT INTO "attempts" VALUES(1,'2026-11-29T13:17:47.611036Z','in.jsonl!/dogs-2019','/tmp/soak-old/in.jsonl!/dogs-2019','f16f073d62f182c2ea9a2d4c73ff8149048776b21ce0d675b2695569974822c1','added','','','record 2',0.065812,'dogs-2019');
INSERT INTO "attempts" VALUES(2,'2026-11-29T13:17:47.611036Z','in.jsonl!/dogs-2023','/tmp/soak-old/in.jsonl!/dogs-2023','229fcc0c4bb87adbc1d28f4914063cb8f17aaded5a5f2d8a6af8a27a55f0e02a','added','','','record 2',0.015475,'dogs-2023');
INSERT INTO "attempts" VALUES(3,'2026-11-29T13:17:47.611036Z','in.jsonl!/held','/tmp/soak-old/in.jsonl!/held','e2d46a813950992e3f0609fcff7df16afe20f19240278062a6df8798cb4bf423','added','','','record 2',0.00093,'held');
CREATE TABLE claims (
	"key" INTEGER NOT NULL, 
	document INTEGER NOT NULL, 
	field TEXT NOT NULL, 
	value TEXT NOT NULL, 
	basis TEXT NOT NULL, 
	rule TEXT NOT NULL, 
	quote TEXT NOT NULL, 
	page INTEGER, 
	start_at INTEGER, 
	end_at INTEGER, 
	confidence FLOAT NOT NULL, 
	who TEXT, 
	at TEXT, also TEXT DEFAULT '[]' NOT NULL, 
	CONSTRAINT pk_claims PRIMARY KEY ("key"), 
	CONSTRAINT fk_claims_document_documents FOREIGN KEY(document) REFERENCES documents ("key") ON DELETE CASCADE
);
INSERT INTO "claims" VALUES(1,1,'title','"云栖市养犬管理办法"','declared','record','云栖市养犬管理办法',NULL,NULL,NULL,1.0,NULL,NULL,'[]');
INSERT INTO "claims" VALUES(2,1,'doc_number','"云栖府发〔2019〕7号"','declared','record','云栖府发〔2019〕7号',NULL,NULL,NULL,1.0,NULL,NULL,'[]');
INSERT INTO "claims" VALUES(3,1,'doc_number','"云栖府发〔2019〕7号"','extracted','number line','云栖府发〔2019〕7号',NULL,10,22,0.95,NULL,NULL,'[]');
INSERT INTO "claims" VALUES(4,1,'published_date','"2019-04-20"','declared','record','2019-04-20',NULL,NULL,NULL,1.0,NULL,NULL,'[]');
INSERT INTO "claims" VALUES(5,1,'kind','"policy"','inferred','official kind or number','dogs-2019',NULL,NULL,NULL,0.9,NULL,NULL,'[]');
INSERT INTO "claims" VALUES(6,1,'genre','"办法"','extracted','last word of the title','dogs-2019',NULL,NULL,NULL,0.9,NULL,NULL,'[]');
INSERT INTO "claims" VALUES(7,1,'theme','["公安、安全、司法","公安、安全、司法\\公安"]','inferred','terms','养犬',NULL,3,5,0.48,NULL,NULL,'[]');
INSERT INTO "claims" VALUES(8,1,'domain','["城市综合执法"]','inferred','terms','养犬',NULL,3,5,0.48,NULL,NULL,'[]');
INSERT INTO "claims" VALUES(9,1,'effective_from','"2019-05-01"','extracted','effective_explicit','第二条 本办法自2019年5月1日起施行。',NULL,43,64,0.95,NULL,NULL,'[]');
INSERT INTO "claims" VALUES(10,2,'title','"云栖市养犬管理规定"','declared','record','云栖市养犬管理规定',NULL,NULL,NULL,1.0,NULL,NULL,'[]');
INSERT INTO "claims" VALUES(11,2,'doc_number','"云栖府发〔2023〕3号"','declared','record','云栖府发〔2023〕3号',NULL,NULL,NULL,1.0,NULL,NULL,'[]');
INSERT INTO "claims" VALUES(12,2,'doc_number','"云栖府发〔2023〕3号"','extracted','number line','云栖府发〔2023〕3号',NULL,10,22,0.95,NULL,NULL,'[]');
INSERT INTO "claims" VALUES(13,2,'published_date','"2023-05-10"','declared','record','2023-05-10',NULL,NULL,NULL,1.0,NULL,NULL,'[]');
INSERT INTO "claims" VALUES(14,2,'kind','"policy"','inferred','official kind or number','dogs-2023',NULL,NULL,NULL,0.9,NULL,NULL,'[]');
INSERT INTO "claims" VALUES(15,2,'genre','"规定"','extracted','last word of the title','dogs-2023',NULL,NULL,NULL,0.9,NULL,NULL,'[]');
INSERT INTO "claims" VALUES(16,2,'theme','["公安、安全、司法","公安、安全、司法\\公安"]','inferred','terms','养犬',NULL,3,5,0.5,NULL,NULL,'[]');
INSERT INTO "claims" VALUES(17,2,'domain','["城市综合执法"]','inferred','terms','养犬',NULL,3,5,0.5,NULL,NULL,'[]');
INSERT INTO "claims" VALUES(18,2,'effective_from','"2023-06-01"','extracted','effective_explicit','第二条 本规定自2023年6月1日起施行。',NULL,35,56,0.95,NULL,NULL,'[]');
INSERT INTO "claims" VALUES(19,3,'title','"云栖市内部通知"','declared','record','云栖市内部通知',NULL,NULL,NULL,1.0,NULL,NULL,'[]');
INSERT INTO "claims" VALUES(20,3,'publication','"withheld"','declared','record','False',NULL,NULL,NULL,1.0,NULL,NULL,'[]');
INSERT INTO "claims" VALUES(21,3,'kind','"policy"','inferred','official kind or number','held',NULL,NULL,NULL,0.9,NULL,NULL,'[]');
INSERT INTO "claims" VALUES(22,3,'genre','"通知"','extracted','last word of the title','held',NULL,NULL,NULL,0.9,NULL,NULL,'[]');
CREATE TABLE counters (
	name TEXT NOT NULL, 
	value BIGINT NOT NULL, 
	CONSTRAINT pk_counters PRIMARY KEY (name)
);
INSERT INTO "counters" VALUES('revision',3);
CREATE TABLE documents (
	"key" INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	revision BIGINT NOT NULL, 
	deleted BOOLEAN NOT NULL, 
	published BOOLEAN NOT NULL, 
	title TEXT NOT NULL, 
	doc_number TEXT, 
	issuers TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	genre TEXT, 
	region TEXT, 
	written_date TEXT, 
	published_date TEXT, 
	effective_from TEXT, 
	number_key TEXT, 
	title_key TEXT NOT NULL, 
	core_key TEXT NOT NULL, 
	url TEXT NOT NULL, 
	timeline TEXT NOT NULL, 
	doubtful BOOLEAN NOT NULL, 
	origin TEXT NOT NULL, 
	source_name TEXT NOT NULL, 
	source_path TEXT, 
	sha256 TEXT NOT NULL, 
	media_type TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	extractor TEXT NOT NULL, 
	extractor_version TEXT NOT NULL, 
	pages INTEGER, 
	quality TEXT NOT NULL, 
	warnings TEXT NOT NULL, 
	attachments TEXT NOT NULL, 
	characters INTEGER NOT NULL, 
	created_at TEXT NOT NULL, 
	updated_at TEXT NOT NULL, 
	CONSTRAINT pk_documents PRIMARY KEY ("key"), 
	CONSTRAINT uq_documents_id UNIQUE (id)
);
INSERT INTO "documents" VALUES(1,'dogs-2019',1,0,1,'云栖市养犬管理办法','云栖府发〔2019〕7号','[]','policy','办法',NULL,NULL,'2019-04-20','2019-05-01','云栖府发〔2019〕7号','云栖市养犬管理办法','云栖市养犬管理办法','','[["","not_yet_effective","extracted",null,"自2019-05-01起施行，尚未生效"],["2019-05-01","in_force","inferred","2019-05-01","自2019-05-01起施行，未见废止或失效的规定"],["2023-06-01","repealed","extracted","2023-06-01","被《云栖市养犬管理规定》废止，自2023-06-01起"]]',0,'text','in.jsonl!/dogs-2019',NULL,'f16f073d62f182c2ea9a2d4c73ff8149048776b21ce0d675b2695569974822c1','application/jsonl',311,'record','2',NULL,'{"mapped":1.0,"chinese":1.0,"garbage":0.0,"coverage":1.0,"confidence":null,"doubts":[]}','[]','[]',64,'2026-11-29T13:17:47.611036Z','2026-11-29T13:17:47.611036Z');
INSERT INTO "documents" VALUES(2,'dogs-2023',2,0,1,'云栖市养犬管理规定','云栖府发〔2023〕3号','[]','policy','规定',NULL,NULL,'2023-05-10','2023-06-01','云栖府发〔2023〕3号','云栖市养犬管理规定','云栖市养犬管理规定','','[["","not_yet_effective","extracted",null,"自2023-06-01起施行，尚未生效"],["2023-06-01","in_force","inferred","2023-06-01","自2023-06-01起施行，未见废止或失效的规定"]]',0,'text','in.jsonl!/dogs-2023',NULL,'229fcc0c4bb87adbc1d28f4914063cb8f17aaded5a5f2d8a6af8a27a55f0e02a','application/jsonl',367,'record','2',NULL,'{"mapped":1.0,"chinese":1.0,"garbage":0.0,"coverage":1.0,"confidence":null,"doubts":[]}','[]','[]',86,'2026-11-29T13:17:47.611036Z','2026-11-29T13:17:47.611036Z');
INSERT INTO "documents" VALUES(3,'held',3,0,0,'云栖市内部通知',NULL,'[]','policy','通知',NULL,NULL,NULL,NULL,NULL,'云栖市内部通知','云栖市内部通知','','[["","unknown",null,null,"未见施行日期，也未见废止或失效的规定"]]',0,'text','in.jsonl!/held',NULL,'e2d46a813950992e3f0609fcff7df16afe20f19240278062a6df8798cb4bf423','application/jsonl',102,'record','2',NULL,'{"mapped":1.0,"chinese":1.0,"garbage":0.0,"coverage":1.0,"confidence":null,"doubts":[]}','[]','[]',7,'2026-11-29T13:17:47.611036Z','2026-11-29T13:17:47.611036Z');
CREATE TABLE mentions (
	"key" INTEGER NOT NULL, 
	document INTEGER NOT NULL, 
	type TEXT NOT NULL, 
	target_title TEXT, 
	target_number TEXT, 
	target_date TEXT, 
	target_issuer TEXT, 
	scope TEXT NOT NULL, 
	provision TEXT NOT NULL, 
	from_date TEXT, 
	from_own_effective BOOLEAN NOT NULL, 
	basis TEXT NOT NULL, 
	rule TEXT NOT NULL, 
	quote TEXT NOT NULL, 
	page INTEGER, 
	start_at INTEGER, 
	end_at INTEGER, 
	confidence FLOAT NOT NULL, 
	number_key TEXT, 
	title_key TEXT, 
	core_key TEXT, 
	target INTEGER, 
	resolved_by TEXT NOT NULL, also TEXT DEFAULT '[]' NOT NULL, 
	CONSTRAINT pk_mentions PRIMARY KEY ("key"), 
	CONSTRAINT fk_mentions_document_documents FOREIGN KEY(document) REFERENCES documents ("key") ON DELETE CASCADE, 
	CONSTRAINT fk_mentions_target_documents FOREIGN KEY(target) REFERENCES documents ("key") ON DELETE SET NULL
);
INSERT INTO "mentions" VALUES(1,2,'repeals','云栖市养犬管理办法','云栖府发〔2019〕7号',NULL,NULL,'whole','',NULL,1,'extracted','before_trigger','《云栖市养犬管理办法》（云栖府发〔2019〕7号）同时废止。',NULL,56,86,0.95,'云栖府发〔2019〕7号','云栖市养犬管理办法','云栖市养犬管理办法',1,'number','[]');
CREATE TABLE sources (
	location TEXT NOT NULL, 
	container TEXT, 
	name TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	mtime_ns BIGINT NOT NULL, 
	sha256 TEXT NOT NULL, 
	document INTEGER, 
	outcome TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	fingerprint TEXT NOT NULL, 
	declared TEXT NOT NULL, 
	seen_at TEXT NOT NULL, 
	CONSTRAINT pk_sources PRIMARY KEY (location), 
	CONSTRAINT fk_sources_document_documents FOREIGN KEY(document) REFERENCES documents ("key") ON DELETE SET NULL
);
INSERT INTO "sources" VALUES('/tmp/soak-old/in.jsonl!/dogs-2019','/tmp/soak-old/in.jsonl','in.jsonl!/dogs-2019',311,0,'f16f073d62f182c2ea9a2d4c73ff8149048776b21ce0d675b2695569974822c1',1,'indexed','','','record 2','','2026-11-29T13:17:47.611036Z');
INSERT INTO "sources" VALUES('/tmp/soak-old/in.jsonl!/dogs-2023','/tmp/soak-old/in.jsonl','in.jsonl!/dogs-2023',367,0,'229fcc0c4bb87adbc1d28f4914063cb8f17aaded5a5f2d8a6af8a27a55f0e02a',2,'indexed','','','record 2','','2026-11-29T13:17:47.611036Z');
INSERT INTO "sources" VALUES('/tmp/soak-old/in.jsonl!/held','/tmp/soak-old/in.jsonl','in.jsonl!/held',102,0,'e2d46a813950992e3f0609fcff7df16afe20f19240278062a6df8798cb4bf423',3,'indexed','','','record 2','','2026-11-29T13:17:47.611036Z');
INSERT INTO "sources" VALUES('/tmp/soak-old/in.jsonl',NULL,'in.jsonl',780,1795958259953571231,'0caee6061206d280a988a834384aa37476332e35ea159d2e51204560e9d651bd',NULL,'container','','','record 2','','2026-11-29T13:17:47.611036Z');
CREATE TABLE texts (
	document INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	blocks BLOB, 
	CONSTRAINT pk_texts PRIMARY KEY (document), 
	CONSTRAINT fk_texts_document_documents FOREIGN KEY(document) REFERENCES documents ("key") ON DELETE CASCADE
);
INSERT INTO "texts" VALUES(1,'云栖市养犬管理办法
云栖府发〔2019〕7号
第一条 为了规范养犬行为，制定本办法。
第二条 本办法自2019年5月1日起施行。',NULL);
INSERT INTO "texts" VALUES(2,'云栖市养犬管理规定
云栖府发〔2023〕3号
第一条 养犬应当登记。
第二条 本规定自2023年6月1日起施行。《云栖市养犬管理办法》（云栖府发〔2019〕7号）同时废止。',NULL);
INSERT INTO "texts" VALUES(3,'本通知不公开。',NULL);
CREATE INDEX ix_attempts_location ON attempts (location);
CREATE INDEX ix_documents_core_key ON documents (core_key);
CREATE INDEX ix_documents_number_key ON documents (number_key);
CREATE INDEX ix_documents_revision ON documents (revision);
CREATE INDEX ix_documents_title_key ON documents (title_key);
CREATE INDEX ix_claims_document ON claims (document);
CREATE INDEX ix_mentions_core_key ON mentions (core_key);
CREATE INDEX ix_mentions_document ON mentions (document);
CREATE INDEX ix_mentions_number_key ON mentions (number_key);
CREATE INDEX ix_mentions_target ON mentions (target);
CREATE INDEX ix_mentions_title_key ON mentions (title_key);
CREATE INDEX ix_sources_container ON sources (container);
CREATE INDEX ix_sources_document ON sources (document);
CREATE INDEX ix_sources_sha256 ON sources (sha256);
CREATE INDEX ix_attached_notice ON attached (notice);
COMMIT;
