using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Trust;

namespace Compose.CommandLine;

/// <summary><c>trust policy test|init</c>.</summary>
internal static class TrustPolicyVerbs
{
    private const string Start = """
        # Who may vouch for what: docs/trust.md.
        trust: 1
        mode: strict                 # strict refuses, audit warns, dev is for development
        local: allow                 # files of this machine need no signature; verify asks for one

        authorities:
          release: {key: release.pub}
          # ci:
          #   sigstore:
          #     identity: https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main
          #     issuer: https://token.actions.githubusercontent.com
          #     trusted-root: trusted_root.json

        rules:                       # the first that matches decides
          - sources: [oci://registry.example.com/*]
            signers: [release]
            threshold: 1

        # revoked:
        #   keys: []
        #   digests: []

        """;

    public static Command Create() => new("policy", "Check and start trust policies.") { Test(), Init() };

    private static Command Test()
    {
        var files = new Argument<string[]>("FILES") { Description = "Files to judge.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("test", "Check the policy, and judge files by it; exit code 3 if one is refused.") { files };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            TrustPolicy policy = TrustSession.RequirePolicy(parsed);
            string[] paths = parsed.GetValue(files) ?? [];
            if (paths.Length > 0)
            {
                return TrustVerifyVerb.Report(invocation, TrustSession.Gate(parsed, policy), [.. paths.SelectMany(path => TrustSession.Subjects(invocation, path))]);
            }

            return invocation.Succeed(
                new JsonObject { ["policy"] = policy.File, ["digest"] = policy.Digest.ToString(), ["authorities"] = policy.Authorities.Count, ["rules"] = policy.Rules.Count },
                text => text.WriteLine($"{policy.File}: {policy.Authorities.Count} authorities, {policy.Rules.Count} rules, {policy.Digest}"));
        }));
        return command;
    }

    private static Command Init()
    {
        var command = new Command("init", "Print a policy to start from.");
        command.SetAction(parsed => Invocation.Run(parsed, invocation => invocation.Succeed(new JsonObject { ["policy"] = Start }, text => text.Write(Start))));
        return command;
    }
}
