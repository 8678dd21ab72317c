namespace Compose.Plans;

/// <summary>
/// Which secrets an instance may use, and how: the names are those of its <c>secrets</c>, the uses those of its grants of
/// the interfaces of <c>std:secrets</c>. Without such a grant a secret may be named and not used.
/// </summary>
public static class PlanSecrets
{
    /// <summary>The package of the interfaces.</summary>
    public const string Package = "std:secrets";

    /// <summary>The secrets of one instance, by name.</summary>
    public static IReadOnlyList<SecretGrant> Of(ValidatedPlan plan, ValidatedInstance instance)
    {
        return Of(plan.Plan.Secrets, instance.Secrets, instance.Imports.Select(import => import.Grant).OfType<Grant>());
    }

    /// <summary>The secrets of an instance with the given grants.</summary>
    public static IReadOnlyList<SecretGrant> Of(IReadOnlyList<PlanSecret> secrets, IReadOnlyList<PlanSecretUse> uses, IEnumerable<Grant> grants)
    {
        SecretUse allowed = SecretUse.None;
        IReadOnlyList<string> hosts = [];
        foreach (Grant grant in grants)
        {
            if (!grant.IsGranted || grant.Name.Package != Package)
            {
                continue;
            }

            allowed |= grant.Name.Interface switch
            {
                "signing" => SecretUse.Sign | SecretUse.Verify,
                "mac" => SecretUse.Hmac,
                "encryption" => SecretUse.Encrypt | SecretUse.Decrypt,
                "bearer" => SecretUse.Bearer,
                "reveal" => SecretUse.Reveal,
                _ => SecretUse.None,
            };
            if (grant.Name.Interface == "bearer" && grant.Parameters is NetworkParameters network)
            {
                hosts = network.Allow;
            }
        }

        var found = new List<SecretGrant>(uses.Count);
        foreach (PlanSecretUse use in uses)
        {
            if (secrets.FirstOrDefault(each => each.Id == use.Secret) is { } secret)
            {
                found.Add(new SecretGrant(use.Name, secret.Uri, allowed) { Hosts = hosts });
            }
        }

        return found;
    }
}
