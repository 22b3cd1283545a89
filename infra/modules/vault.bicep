// The secrets. The processes read two of them; the others are their parts, which azd reads again at the next provision.

param name string
param location string
param tags object
param identityPrincipalId string
param operatorPrincipalId string

param databaseHost string
param databaseName string
param databaseUser string
@secure()
param databasePassword string
@secure()
param secretPart1 string
@secure()
param secretPart2 string
@secure()
param secretPart3 string

@description('Key Vault Secrets User')
var readRole = '4633458b-17de-408a-b874-0445c86b69e6'

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 7
  }
}

resource databaseUrl 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'database-url'
  properties: {
    contentType: 'text/plain'
    value: 'postgresql://${databaseUser}:${uriComponent(databasePassword)}@${databaseHost}:5432/${databaseName}?sslmode=verify-full'
  }
}

resource session 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'session-secret'
  properties: {
    contentType: 'text/plain'
    value: '${secretPart1}${secretPart2}${secretPart3}'
  }
}

resource password 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'postgres-password'
  properties: {
    contentType: 'text/plain'
    value: databasePassword
  }
}

resource part1 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'secret-part-1'
  properties: {
    contentType: 'text/plain'
    value: secretPart1
  }
}

resource part2 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'secret-part-2'
  properties: {
    contentType: 'text/plain'
    value: secretPart2
  }
}

resource part3 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'secret-part-3'
  properties: {
    contentType: 'text/plain'
    value: secretPart3
  }
}

resource readDatabaseUrl 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(databaseUrl.id, identityPrincipalId, readRole)
  scope: databaseUrl
  properties: {
    principalId: identityPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', readRole)
  }
}

resource readSession 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(session.id, identityPrincipalId, readRole)
  scope: session
  properties: {
    principalId: identityPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', readRole)
  }
}

// Without a type: a person runs azd here, and a service principal in a pipeline.
resource readAgain 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, operatorPrincipalId, readRole)
  scope: vault
  properties: {
    principalId: operatorPrincipalId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', readRole)
  }
}

output name string = vault.name
output databaseUrlUri string = databaseUrl.properties.secretUri
output sessionKeyUri string = session.properties.secretUri
