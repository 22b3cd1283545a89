// What Taleport stands on: `azd provision` makes it. The processes themselves are in api.bicep and worker.bicep, which
// `azd deploy` applies together with a new image.
targetScope = 'subscription'

@description('Name of the azd environment. Part of the names of what is made.')
@minLength(1)
@maxLength(32)
param environmentName string

@description('Region of all resources.')
param location string

@description('Who runs azd: reads the secrets again at the next provision, so that they stay the same.')
param principalId string

@description('Password of the administrator of PostgreSQL. azd makes it once and keeps it in the Key Vault.')
@secure()
param postgresPassword string

@description('Parts of SECRET, which wants 32 characters: a password that azd makes has 15.')
@secure()
param secretPart1 string
@secure()
param secretPart2 string
@secure()
param secretPart3 string

@description('Days for which the database can be set back to any moment, and deleted blobs brought back.')
@minValue(7)
@maxValue(35)
param backupDays int = 7

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity './modules/identity.bicep' = {
  name: 'identity'
  scope: group
  params: {
    name: 'id-taleport-${token}'
    location: location
    tags: tags
  }
}

module monitoring './modules/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
  }
}

module network './modules/network.bicep' = {
  name: 'network'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
  }
}

module registry './modules/registry.bicep' = {
  name: 'registry'
  scope: group
  params: {
    name: 'crtaleport${token}'
    location: location
    tags: tags
    identityPrincipalId: identity.outputs.principalId
  }
}

module storage './modules/storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    name: 'st${token}'
    location: location
    tags: tags
    identityPrincipalId: identity.outputs.principalId
    restoreDays: backupDays
  }
}

module database './modules/database.bicep' = {
  name: 'database'
  scope: group
  params: {
    name: 'psql-taleport-${token}'
    location: location
    tags: tags
    administratorPassword: postgresPassword
    subnetId: network.outputs.databaseSubnetId
    privateZoneId: network.outputs.databaseZoneId
    backupDays: backupDays
  }
}

module vault './modules/vault.bicep' = {
  name: 'vault'
  scope: group
  params: {
    name: 'kv-${token}'
    location: location
    tags: tags
    identityPrincipalId: identity.outputs.principalId
    operatorPrincipalId: principalId
    databaseHost: database.outputs.host
    databaseName: database.outputs.databaseName
    databaseUser: database.outputs.administratorLogin
    databasePassword: postgresPassword
    secretPart1: secretPart1
    secretPart2: secretPart2
    secretPart3: secretPart3
  }
}

module environment './modules/environment.bicep' = {
  name: 'environment'
  scope: group
  params: {
    name: 'cae-taleport-${token}'
    location: location
    tags: tags
    subnetId: network.outputs.appsSubnetId
    workspaceId: monitoring.outputs.workspaceId
  }
}

// azd keeps these, and hands them to api.parameters.json and worker.parameters.json.
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = registry.outputs.loginServer
output AZURE_KEY_VAULT_NAME string = vault.outputs.name
output APPS_ENVIRONMENT_NAME string = environment.outputs.name
output APPS_IDENTITY_NAME string = identity.outputs.name
output APPLICATION_INSIGHTS_NAME string = monitoring.outputs.insightsName
output STORAGE_ACCOUNT_NAME string = storage.outputs.name
output DATABASE_URL_URI string = vault.outputs.databaseUrlUri
output SESSION_KEY_URI string = vault.outputs.sessionKeyUri
