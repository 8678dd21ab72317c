using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Compose.Secrets;
using Compose.Signing;
using Compose.Store;
using Compose.Trust;

namespace Compose.Bench;

/// <summary>Trust, store and secrets, within this process: verifications by backend, the gate on a plan of ten components, blobs, tokens.</summary>
internal static class TrustBench
{
    private const int Components = 10;

    // An Ed25519 key of GnuPG that never ends, and its signature over 256 zeros.
    private const string PgpKey = """
        -----BEGIN PGP PUBLIC KEY BLOCK-----

        mDMEawG+OxYJKwYBBAHaRw8BAQdAfr22u5kzhx9dYNBv2UfsFvOzJxxtJU43RdEK
        Kuxewe+0HVJlbGVhc2UgPHJlbGVhc2VAZXhhbXBsZS5jb20+iJAEExYIADgWIQTb
        WLdfRieUPpJWy9sBLNR9LwSdiAUCawG+OwIbAwULCQgHAgYVCgkICwIEFgIDAQIe
        AQIXgAAKCRABLNR9LwSdiH0RAQD7LmwJLc9O3sTwomzWDdqwsyg1I+zQWvbNCQkh
        IcsuBQD+LvGCIWTv9dveBTZZSpKMGF0rtVlku+CiX8eW4uKFygY=
        =Wcby
        -----END PGP PUBLIC KEY BLOCK-----
        """;

    private const string PgpSignature = """
        -----BEGIN PGP SIGNATURE-----

        iHUEABYIAB0WIQTbWLdfRieUPpJWy9sBLNR9LwSdiAUCawG+OwAKCRABLNR9LwSd
        iJb6APsHx6vc1M1m9Pqhgd95J4I8sCQStCaglGcSsi6iwRAjUwEAk4bS49+xI37S
        ZWHY70vQg6mbOXEsBMP5sOGk+HyhWgg=
        =YTW3
        -----END PGP SIGNATURE-----
        """;

    public static void Run()
    {
        string folder = Directory.CreateTempSubdirectory("compose-bench-").FullName;
        try
        {
            Console.WriteLine("trust                                 per second");
            Verifications();
            Backends(folder);
            Gate(folder);
            Blobs(folder);
            Tokens();
            Results(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Verifications()
    {
        byte[] message = new byte[256];
        foreach (KeyAlgorithm algorithm in (KeyAlgorithm[])[KeyAlgorithm.Ed25519, KeyAlgorithm.EcdsaP256])
        {
            using SigningKey key = SigningKey.Create(algorithm);
            byte[] signature = key.Sign(message);
            Row($"verify {algorithm}", Rate(() => key.Key.Verify(message, signature)));
            Row($"sign {algorithm}", Rate(() => key.Sign(message)));
        }

        using (var rsa = System.Security.Cryptography.RSA.Create(3072))
        {
            using SigningKey key = SigningKey.FromPkcs8(rsa.ExportPkcs8PrivateKey());
            byte[] signature = key.Sign(message);
            Row("verify RSA 3072", Rate(() => key.Key.Verify(message, signature)));
        }

        Trust.OpenPgp.OpenPgpKeyring keyring = Trust.OpenPgp.OpenPgpKeyring.Parse(Encoding.ASCII.GetBytes(PgpKey));
        byte[] detached = Encoding.ASCII.GetBytes(PgpSignature);
        Row("verify OpenPGP (Ed25519)", Rate(() => Trust.OpenPgp.OpenPgpVerifier.Verify(detached, message, keyring, [], DateTimeOffset.UtcNow)));

        if (Tools.Shared is { } shared && Path.Combine(shared, "suites", "sigstore") is var suite && Directory.Exists(suite))
        {
            var root = Trust.Sigstore.TrustedRoot.Parse(File.ReadAllBytes(Path.Combine(suite, "production-trusted_root.json")));
            byte[] bundle = File.ReadAllBytes(Path.Combine(suite, "bundle-verify", "happy-path-v0.3-new-mediaType", "bundle.sigstore.json"));
            var artifact = new Trust.Sigstore.Artifact(File.ReadAllBytes(Path.Combine(suite, "bundle-verify", "a.txt")));
            var identity = new Trust.Sigstore.SigstoreIdentity(
                "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main",
                "https://token.actions.githubusercontent.com");
            var verifier = new Trust.Sigstore.SigstoreVerifier(root);
            Row("verify Sigstore bundle", Rate(() => verifier.Verify(Trust.Sigstore.SigstoreBundle.Parse(bundle), artifact, [identity])));
            var ten = new List<double>();
            for (int i = 0; i < 9; i++)
            {
                long start = Stopwatch.GetTimestamp();
                for (int component = 0; component < Components; component++)
                {
                    verifier.Verify(Trust.Sigstore.SigstoreBundle.Parse(bundle), artifact, [identity]);
                }

                ten.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"10 Sigstore bundles: {Median(ten):0.0} ms"));
        }
    }

    /// <summary>One component judged by a policy of one authority of each kind, from its signature on: nothing is remembered.</summary>
    private static void Backends(string folder)
    {
        using SigningKey key = SigningKey.Create(KeyAlgorithm.EcdsaP256);
        byte[] bytes = new byte[256];
        var digest = Digest.Of(bytes);
        using var certifier = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        (string roots, byte[] chained) = Certified(bytes, certifier);
        File.WriteAllText(Path.Combine(folder, "k.pub"), KeyFiles.PublicPem(key.Key));
        File.WriteAllText(Path.Combine(folder, "roots.pem"), roots);
        File.WriteAllText(Path.Combine(folder, "keys.asc"), PgpKey);
        byte[] manifest = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"config":{},"layers":[{"mediaType":"application/wasm","digest":"{{digest}}","size":{{bytes.Length}}}]}""");
        InTotoStatement statement = ManifestSignature.Statement(digest);
        byte[] signed = BundleSigner.SignMessage(bytes, key, []), stated = BundleSigner.SignStatement(statement, key, []);
        TrustEvidence ofManifest = new ManifestSignature { Manifests = [manifest], Content = BundleSigner.SignStatement(ManifestSignature.Statement(Digest.Of(manifest)), key, []) }.ToEvidence("manifest");
        foreach ((string name, string authority, TrustEvidence? evidence) in ((string, string, TrustEvidence?)[])
        [
            ("key", "key: k.pub", new TrustEvidence("bundle", signed, true)),
            ("key, statement", "key: k.pub", new TrustEvidence("bundle", stated, true)),
            ("key, manifest of a registry", "key: k.pub", ofManifest),
            ("x509", "x509: {roots: roots.pem, subjects: [release]}", new TrustEvidence("bundle", chained, true)),
            ("openpgp", "openpgp: {keyring: keys.asc}", new TrustEvidence("file.asc", Encoding.ASCII.GetBytes(PgpSignature), false)),
            ("digests", $"digests: ['{digest}']", null),
        ])
        {
            TrustPolicy policy = TrustPolicyReader.Read(Encoding.UTF8.GetBytes($"trust: 1\nauthorities: {{a: {{{authority}}}}}\nrules: [{{signers: [a]}}]"), null, folder);
            var gate = new TrustGate(policy, evidence is null ? [] : [new GivenEvidence(digest, [evidence])]);
            var subject = new TrustSubject(digest, "c", TrustOrigin.Local) { Bytes = bytes };
            Row("judge by " + name, Rate(() => Require(gate.Judge(subject))));
        }
    }

    /// <summary>A root, and a bundle under a certificate of it.</summary>
    private static (string Roots, byte[] Bundle) Certified(byte[] bytes, System.Security.Cryptography.ECDsa key)
    {
        var request = new CertificateRequest("CN=Root", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        using X509Certificate2 root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var own = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var leaf = new CertificateRequest("CN=release", own, System.Security.Cryptography.HashAlgorithmName.SHA256);
        leaf.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        leaf.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.3")], false));
        using X509Certificate2 certificate = leaf.Create(root, root.NotBefore, root.NotAfter, [1]);
        using SigningKey signer = SigningKey.FromPkcs8(own.ExportPkcs8PrivateKey());
        return (root.ExportCertificatePem(), BundleSigner.SignMessage(bytes, signer, [certificate]));
    }

    private static void Require(TrustVerdict verdict)
    {
        if (!verdict.Label.IsVerified)
        {
            throw new InvalidOperationException("not verified: " + verdict.Problems[0].Message);
        }
    }

    /// <summary>Ten signed components of 100 KiB: hashed and judged, first without and then with remembered verifications.</summary>
    private static void Gate(string folder)
    {
        using SigningKey key = SigningKey.Create(KeyAlgorithm.EcdsaP256);
        File.WriteAllText(Path.Combine(folder, "k.pub"), KeyFiles.PublicPem(key.Key));
        TrustPolicy policy = TrustPolicyReader.Read(Encoding.UTF8.GetBytes("trust: 1\nauthorities: {k: {key: k.pub}}\nrules: [{signers: [k]}]"), null, folder);
        var store = new ContentStore(Path.Combine(folder, "store"));
        var files = new List<(string File, byte[] Bytes)>();
        for (int i = 0; i < Components; i++)
        {
            byte[] bytes = new byte[100 << 10];
            new Random(i).NextBytes(bytes);
            string file = Path.Combine(folder, $"c{i}.wasm");
            File.WriteAllBytes(file + TrustEvidence.BundleSuffix, BundleSigner.SignMessage(bytes, key, []));
            files.Add((file, bytes));
        }

        double Once()
        {
            var watch = Stopwatch.StartNew();
            var gate = new TrustGate(policy, [new SidecarEvidence(), new StoredEvidence(store)], new StoredTrustCache(store));
            foreach ((string file, byte[] bytes) in files)
            {
                Require(gate.Judge(new TrustSubject(Digest.Of(bytes), "c", TrustOrigin.Local) { File = file, Bytes = bytes }));
            }

            return watch.Elapsed.TotalMilliseconds;
        }

        double first = Once();
        var cold = new List<double>();
        for (int i = 0; i < 9; i++)
        {
            Directory.Delete(Path.Combine(store.Root, "trust-cache"), recursive: true);
            cold.Add(Once());
        }

        List<double> warm = [.. Enumerable.Range(0, 50).Select(_ => Once())];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"gate, 10 components: first {first:0.0} ms, cold {Median(cold):0.0} ms, warm {Median(warm):0.00} ms"));
    }

    private static void Blobs(string folder)
    {
        var store = new ContentStore(Path.Combine(folder, "blobs"));
        byte[] bytes = new byte[8 << 20];
        var digests = new List<Digest>();
        var put = Stopwatch.StartNew();
        for (int i = 0; i < 8; i++)
        {
            new Random(i).NextBytes(bytes.AsSpan(0, 64));
            digests.Add(store.Put(bytes));
        }

        double putSeconds = put.Elapsed.TotalSeconds;
        var get = Stopwatch.StartNew();
        digests.ForEach(digest => store.Get(digest));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"store, 8 MiB blobs: put {64 / putSeconds:0} MiB/s (flushed to disk), get {64 / get.Elapsed.TotalSeconds:0} MiB/s (verified)"));
    }

    private static void Tokens()
    {
        using var broker = new SecretBroker(new SecretBackends([new DevelopmentSecrets(new Dictionary<string, string> { ["k"] = "value" })]));
        var scope = new SecretScope(null, default, new InstancePath("app"), 0);
        broker.Bind(scope, [new SecretGrant("k", "dev://k", SecretUse.Hmac)]);
        SecretToken token = broker.Resolve(scope, "k");
        Row("token redemptions (hmac)", Rate(() => broker.Hmac(scope, token, "m"u8)));
    }

    /// <summary>A strict run of c-command, run and answered by the exec cache; loading and engine are not counted.</summary>
    private static void Results(string folder)
    {
        if (Tools.Guest("c-command") is not { } guest)
        {
            return;
        }

        using Engine.ICoreEngine engine = Exec.Engines.EngineCatalog.Open(new Exec.Engines.EngineRequest());
        Exec.ExecSubject subject = new Exec.ExecLoader(new Exec.ExecLoaderOptions()).Load(File.ReadAllBytes(guest), guest);
        var executor = new Exec.Executor(engine);
        Exec.ExecResult Once(bool refreshes) => executor.Run(subject, new Exec.ExecOptions
        {
            Arguments = ["6"],
            StrictSeed = new byte[8],
            Stdout = new Capabilities.Streams.MemorySink(),
            Stderr = new Capabilities.Streams.MemorySink(),
            Cache = Exec.ExecOptions.OpenCache(new ContentStore(Path.Combine(folder, "results"))),
            RefreshesCache = refreshes,
        });
        double Of(bool refreshes) => Median([.. Enumerable.Range(0, 21).Select(_ =>
        {
            long start = Stopwatch.GetTimestamp();
            if ((Once(refreshes).Cache == Exec.CacheState.Hit) == refreshes)
            {
                throw new InvalidOperationException("the cache did not do what was asked");
            }

            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        })]);
        double ran = Of(refreshes: true), hit = Of(refreshes: false);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"exec cache, c-command 6: run and kept {ran:0.00} ms, hit {hit:0.00} ms"));
    }

    private static double Rate(Action work)
    {
        work();
        var watch = Stopwatch.StartNew();
        int count = 0;
        while (watch.ElapsedMilliseconds < 1000)
        {
            work();
            count++;
        }

        return count / watch.Elapsed.TotalSeconds;
    }

    private static void Row(string name, double rate) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-34} {rate,12:N0}"));

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
