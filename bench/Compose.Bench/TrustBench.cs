using System.Diagnostics;
using System.Globalization;
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

    public static void Run()
    {
        string folder = Directory.CreateTempSubdirectory("compose-bench-").FullName;
        try
        {
            Console.WriteLine("trust                                 per second");
            Verifications();
            Gate(folder);
            Blobs(folder);
            Tokens();
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
                if (!gate.Judge(new TrustSubject(Digest.Of(bytes), "c", TrustOrigin.Local) { File = file, Bytes = bytes }).Label.IsVerified)
                {
                    throw new InvalidOperationException("not verified");
                }
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
