using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Emit;
using Compose.Plans;
using Compose.Store;

namespace Compose.CommandLine;

/// <summary><c>emit build PLAN -o OUT.wasm</c>.</summary>
internal static class EmitBuildVerb
{
    public static Command Create()
    {
        Argument<string> file = PlanVerbs.File();
        var output = new Option<string>("--output", "-o") { Description = "The component to write; - is standard output.", HelpName = "FILE", Required = true };
        Option<bool> flat = EmitVerbs.Flat();
        var noCache = new Option<bool>("--no-cache") { Description = "Neither look into the store nor keep the artifact there." };
        var command = new Command("build", "Validate a plan and write it as one component binary.") { file, output, flat, noCache };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            ValidatedPlan plan = PlanSession.Validated(invocation, parsed.GetRequiredValue(file));
            var warnings = new List<ComposeError>();
            TrustLabel label = PlanTrust.Require(plan, TrustSession.Gate(parsed), StoreFolder.Open(parsed), warnings);
            EmitCache? cache = !parsed.GetValue(noCache) && StoreFolder.Open(parsed) is { } store ? new EmitCache(store) : null;
            EmitResult artifact = CachedEmit.Emit(plan, EmitVerbs.Options(parsed.GetValue(flat)), cache, invocation.Observer);
            string target = parsed.GetRequiredValue(output);
            InputFile.Write(target, artifact.Bytes.Span);
            if (target == "-")
            {
                return ExitCode.Ok;
            }

            return invocation.Succeed(
                new JsonObject
                {
                    ["file"] = target,
                    ["bytes"] = artifact.Bytes.Length,
                    ["digest"] = artifact.Digest.ToString(),
                    ["emit-key"] = artifact.Key.Value.Hex,
                    ["plan-digest"] = plan.Identity.PlanDigest.ToString(),
                    ["cached"] = artifact.WasCached,
                    ["trust"] = label.ToString(),
                },
                text => text.WriteLine($"{target}: {artifact.Bytes.Length} bytes, {artifact.Digest}"),
                [.. warnings, .. artifact.Warnings]);
        }));
        return command;
    }
}
