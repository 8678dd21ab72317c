using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Plans;
using Compose.Secrets;

namespace Compose.CommandLine;

/// <summary><c>secrets list|check|resolve</c>. No verb prints a value.</summary>
internal static class SecretsVerbs
{
    public static Command Create() => new("secrets", "Look after the secrets of plans; values are never shown.") { List(), Check(), Resolve() };

    private static Command List()
    {
        Argument<string> file = PlanVerbs.File();
        var command = new Command("list", "List the secrets of a plan and who may use them how; no backend is asked.") { file };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            ValidatedPlan plan = PlanSession.Validated(invocation, parsed.GetRequiredValue(file));
            var array = new JsonArray();
            var lines = new List<string>();
            foreach (PlanSecret secret in plan.Plan.Secrets)
            {
                SecretUri uri = SecretUri.Parse(secret.Uri);
                var users = new JsonArray();
                lines.Add($"{secret.Id}  {uri}");
                foreach (ValidatedInstance instance in plan.Instances)
                {
                    foreach (SecretGrant grant in PlanSecrets.Of(plan, instance).Where(each => each.Uri == secret.Uri))
                    {
                        string uses = grant.Uses == SecretUse.None ? "none" : grant.Uses.ToString().ToLowerInvariant();
                        users.Add((JsonNode)new JsonObject { ["instance"] = instance.Path.Text, ["name"] = grant.Name, ["uses"] = uses, ["hosts"] = new JsonArray([.. grant.Hosts.Select(host => (JsonNode)host)]) });
                        lines.Add($"  {instance.Path} as {grant.Name}: {uses}{(grant.Hosts.Count > 0 ? " to " + string.Join(", ", grant.Hosts) : string.Empty)}");
                    }
                }

                array.Add((JsonNode)new JsonObject { ["id"] = secret.Id, ["uri"] = uri.ToString(), ["users"] = users });
            }

            return invocation.Succeed(new JsonObject { ["secrets"] = array }, text => lines.ForEach(text.WriteLine));
        }));
        return command;
    }

    private static Command Check()
    {
        Argument<string> file = PlanVerbs.File();
        var command = new Command("check", "Ask the backends whether every secret of a plan is there; exit code 1 if one is not.") { file };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            Plan plan = PlanReader.ReadFile(parsed.GetRequiredValue(file)).Require();
            using SecretBackends backends = SecretSession.Backends();
            var errors = new List<ComposeError>();
            var array = new JsonArray();
            var lines = new List<string>();
            foreach (PlanSecret secret in plan.Secrets)
            {
                string state = "there";
                try
                {
                    SecretUri uri = SecretUri.Parse(secret.Uri);
                    backends.For(uri).Check(uri);
                }
                catch (ComposeException e)
                {
                    state = e.Error.Code.Name;
                    errors.Add(e.Error with { Message = $"{secret.Id}: {e.Error.Message}", Where = secret.Mark.ToLocation(parsed.GetValue(file)) });
                }

                array.Add((JsonNode)new JsonObject { ["id"] = secret.Id, ["state"] = state });
                lines.Add($"{secret.Id}: {state}");
            }

            var document = new JsonObject { ["secrets"] = array };
            return errors.Count > 0 ? invocation.Fail(errors, document) : invocation.Succeed(document, text => lines.ForEach(text.WriteLine));
        }));
        return command;
    }

    private static Command Resolve()
    {
        var address = new Argument<string>("URI") { Description = "The address of a secret: env://NAME, vault://kv/team/api#key, …" };
        var dry = new Option<bool>("--dry-run") { Description = "Required: only this is done. A token is worth nothing outside the run it was made for." };
        var command = new Command("resolve", "Read one secret as a run would, and tell its length only.") { address, dry };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            if (!parsed.GetValue(dry))
            {
                throw new ComposeException(ErrorCodes.Generic.Usage, "a secret is not resolved outside a run", hint: "add --dry-run to see whether it would be");
            }

            SecretUri uri = SecretUri.Parse(parsed.GetRequiredValue(address));
            using SecretBackends backends = SecretSession.Backends();
            ISecretBackend backend = backends.For(uri);
            if (backend is ISecretKeyBackend keys && keys.IsKey(uri))
            {
                keys.Check(uri);
                return invocation.Succeed(new JsonObject { ["uri"] = uri.ToString(), ["kind"] = "key" }, text => text.WriteLine($"{uri}: a key, which does not leave its place"));
            }

            using SecretValue value = backend.Read(uri);
            int length = value.Length;
            return invocation.Succeed(new JsonObject { ["uri"] = uri.ToString(), ["kind"] = "value", ["bytes"] = length }, text => text.WriteLine($"{uri}: {length} bytes"));
        }));
        return command;
    }
}
